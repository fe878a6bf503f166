package dev.sluice.matrix;

import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.StatusException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does what its requests say: {@code an_int32} is a number to answer, or for Split how many; {@code
 * a_string} is empty, {@code fail} to end with ABORTED, or {@code hang} to never end.
 */
final class ScenarioService extends EverythingServiceService {

  private final Promise<Void> cancelled = Promise.promise();
  private final AtomicInteger produced = new AtomicInteger();
  private final Runnable running;

  ScenarioService() {
    this(() -> {});
  }

  /**
   * Makes the service.
   *
   * @param running is run by each piece of its code
   */
  ScenarioService(Runnable running) {
    this.running = running;
  }

  /** Completes when a call has heard that it was cancelled, or that its deadline has passed. */
  Future<Void> cancelled() {
    return cancelled.future();
  }

  /** How many messages Split has written. */
  int produced() {
    return produced.get();
  }

  @Override
  protected void echo(Everything request, Completable<Everything> response) {
    running.run();
    switch (request.getAString()) {
      case "fail" -> response.fail(told());
      case "hang" -> {}
      default -> response.succeed(request);
    }
  }

  @Override
  protected void split(Everything request, WriteStream<Everything> response) {
    response.exceptionHandler(this::failed);
    new Producer(request, response).run();
  }

  private final class Producer {

    private final Everything request;
    private final WriteStream<Everything> response;
    private int next;

    Producer(Everything request, WriteStream<Everything> response) {
      this.request = request;
      this.response = response;
    }

    void run() {
      running.run();
      while (next < request.getAnInt32()) {
        if (response.writeQueueFull()) {
          response.drainHandler(v -> run());
          return;
        }
        response.write(number(next++));
        produced.incrementAndGet();
      }
      response.drainHandler(null);
      switch (request.getAString()) {
        case "fail" -> fail(response);
        case "hang" -> {}
        default -> response.end();
      }
    }
  }

  @Override
  protected void join(ReadStream<Everything> request, Completable<Everything> response) {
    Everything.Builder all = Everything.newBuilder();
    running.run();
    boolean[] done = new boolean[1];
    request.exceptionHandler(this::failed);
    request.handler(
        message -> {
          running.run();
          if (message.getAString().equals("fail")) {
            done[0] = true;
            response.fail(told());
          } else if (message.getAString().equals("hang")) {
            done[0] = true;
          }
          all.addNumbers(message.getAnInt32());
        });
    request.endHandler(
        v -> {
          running.run();
          if (!done[0]) {
            response.succeed(all.build());
          }
        });
  }

  @Override
  protected void chat(ReadStream<Everything> request, WriteStream<Everything> response) {
    running.run();
    boolean[] hang = new boolean[1];
    response.exceptionHandler(this::failed);
    request.handler(
        message -> {
          running.run();
          switch (message.getAString()) {
            case "fail" -> fail(response);
            case "hang" -> hang[0] = true;
            default -> {
              response.write(message);
              if (response.writeQueueFull()) {
                request.pause();
                response.drainHandler(v -> request.resume());
              }
            }
          }
        });
    request.endHandler(
        v -> {
          running.run();
          if (!hang[0]) {
            response.end();
          }
        });
  }

  private void failed(Throwable cause) {
    running.run();
    cancelled.tryComplete();
  }

  /** A write stream of a call is its response, which knows how to fail. */
  private static void fail(WriteStream<Everything> response) {
    ((GrpcServerResponse<?, ?>) response).fail(told());
  }

  private static StatusException told() {
    return new StatusException(GrpcStatus.ABORTED, "told to fail");
  }

  static Everything number(int number) {
    return Everything.newBuilder().setAnInt32(number).build();
  }
}
