package dev.sluice;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Waits for what is to come, but not for ever. */
public final class Waiting {

  private static final long PATIENCE_SECONDS = 30;

  private Waiting() {}

  /** Waits for a result on a thread that is no event loop. */
  public static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Waits until connections to a port of this machine are refused. With NIO the socket of a server
   * that has said that it is closed still takes them until its selector turns once more.
   */
  public static void awaitRefusal(String host, int port) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> refuses(host, port));
  }

  private static boolean refuses(String host, int port) throws IOException {
    try (Socket socket = new Socket(host, port)) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }
}
