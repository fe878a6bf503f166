package dev.sluice.rest;

import com.google.protobuf.Any;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Streams that go as their first message tells them to. */
final class StreamService extends EverythingServiceService {

  private static final String LONG_TEXT = "x".repeat(1000);

  /** How many messages {@code flood} has written. */
  final AtomicLong written = new AtomicLong();

  /** Completes when {@code flood} is first held back. */
  final CompletableFuture<Long> heldBack = new CompletableFuture<>();

  /** How many messages a paused {@code join} has taken. */
  final AtomicLong taken = new AtomicLong();

  /** The request of a {@code join} that has paused it. */
  final CompletableFuture<ReadStream<Everything>> paused = new CompletableFuture<>();

  /** Completes when a service is told that its call has failed. */
  volatile CompletableFuture<GrpcStatus> failed = new CompletableFuture<>();

  static Everything number(int number) {
    return Everything.newBuilder().setAnInt32(number).build();
  }

  @Override
  protected void split(Everything request, WriteStream<Everything> stream) {
    GrpcServerResponse<?, Everything> response = (GrpcServerResponse<?, Everything>) stream;
    response.exceptionHandler(this::noteFailure);
    switch (request.getAString()) {
      case "count" -> count(response, 0, request.getAnInt32());
      case "flood" -> flood(response);
      case "head" -> response.writeHead();
      default -> request.getNumbersList().forEach(n -> response.write(number(n)));
    }
    switch (request.getAString()) {
      case "count", "flood", "hang" -> {}
      case "fail", "head" ->
          response.fail(new StatusException(GrpcStatus.ABORTED, "told to, \"really\""));
      case "cancel" -> response.cancel();
      case "trailers" -> {
        response.trailers().set("cost", "7");
        response.end();
      }
      case "unwritable" ->
          response.write(
              Everything.newBuilder().setAny(Any.newBuilder().setTypeUrl("x/no.Such")).build());
      case "last" -> response.end(number(99));
      default -> response.end();
    }
  }

  private void noteFailure(Throwable failure) {
    failed.complete(((StatusException) failure).status());
  }

  private static void count(GrpcServerResponse<?, Everything> response, int from, int to) {
    int i = from;
    while (i < to && !response.writeQueueFull()) {
      response.write(number(i++));
    }
    if (i == to) {
      response.end();
    } else {
      int next = i;
      response.drainHandler(v -> count(response, next, to));
    }
  }

  private void flood(GrpcServerResponse<?, Everything> response) {
    while (!response.writeQueueFull()) {
      response.write(Everything.newBuilder().setAString(LONG_TEXT).build());
      written.incrementAndGet();
    }
    heldBack.complete(written.get());
    response.drainHandler(v -> flood(response));
  }

  @Override
  protected void join(ReadStream<Everything> request, Completable<Everything> response) {
    List<Integer> numbers = new ArrayList<>();
    String[] how = {""};
    request.exceptionHandler(this::noteFailure);
    request.handler(
        message -> {
          taken.incrementAndGet();
          numbers.add(message.getAnInt32());
          how[0] = message.getAString();
          if (how[0].equals("pause")) {
            request.pause();
            paused.complete(request);
          } else if (how[0].equals("fail")) {
            response.fail(new StatusException(GrpcStatus.ABORTED, "told to"));
          }
        });
    request.endHandler(
        v ->
            response.succeed(
                Everything.newBuilder().setAString(how[0]).addAllNumbers(numbers).build()));
  }

  @Override
  protected void chat(ReadStream<Everything> stream, WriteStream<Everything> response) {
    GrpcServerRequest<Everything, Everything> request =
        (GrpcServerRequest<Everything, Everything>) stream;
    request.exceptionHandler(this::noteFailure);
    Promise<Void> done = Promise.promise();
    request.handler(
        message -> {
          response.write(message);
          if (message.getAString().equals("end") && done.tryComplete()) {
            response.end();
          }
          if (response.writeQueueFull()) {
            request.pause();
            response.drainHandler(v -> request.resume());
          }
        });
    request.endHandler(
        v -> {
          if (done.tryComplete()) {
            response.end();
          }
        });
  }
}
