package dev.sluice.cli;

import dev.sluice.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.grpc.client.GrpcClient;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** A client with an event loop of its own, for calls one after the other. */
final class GrpcSession implements AutoCloseable {

  private final GrpcTarget target;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Channel channel;

  /** Makes a client. No connection is made yet. */
  GrpcSession(GrpcTarget target) {
    this.target = target;
    this.channel = Channel.create(vertx, target.channel());
  }

  /**
   * Makes calls and waits for their outcome, on a thread that is not one of Vert.x.
   *
   * @param calls makes the calls with a client, on its event loop
   * @return what they come to
   */
  <T> T run(Function<GrpcClient, Future<T>> calls) throws CallFailure {
    try {
      return Future.<T>future(
              promise -> vertx.runOnContext(v -> calls.apply(channel).onComplete(promise)))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw target.describe(e.getCause() == null ? e : e.getCause());
    }
  }

  @Override
  public void close() {
    channel
        .close()
        .transform(done -> vertx.close())
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
