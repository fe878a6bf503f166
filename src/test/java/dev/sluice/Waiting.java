package dev.sluice;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Waits for what is to come, but not for ever. */
public final class Waiting {

  private static final long PATIENCE_SECONDS = 30;

  private Waiting() {}

  /** Waits for a result on a thread that is no event loop. */
  public static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
