package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.call.CallStatus;
import dev.sluice.call.HttpRoute;
import dev.sluice.call.HttpTransport;
import dev.sluice.call.ServerCall;
import dev.sluice.json.JsonException;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call on the wire of HTTP: an {@link Input} makes the request messages of the body, an {@link
 * Output} makes the answer of the responses.
 *
 * <p>A stream on which neither side has sent a message or a byte for the time of {@code
 * rest.streamIdleTimeoutSeconds} fails with DEADLINE_EXCEEDED; if the client does not even read
 * what it was sent, it is cut off.
 */
final class RestTransport<Req, Resp> extends HttpTransport<Req, Resp> {

  private final RestOperation<Req, Resp> operation;
  private final Input input;
  private final Output output;
  private boolean continueWanted;
  private @Nullable RefusedException refusal;
  private @Nullable ServerCall<Req, Resp> call;
  private @Nullable IdleTimer idle;

  RestTransport(
      HttpServerRequest request,
      RestOperation<Req, Resp> operation,
      Input input,
      Output output,
      boolean continueExpected) {
    super(request);
    this.operation = operation;
    this.input = input;
    this.output = output;
    this.continueWanted = continueExpected;
  }

  /**
   * Starts to read the request on behalf of a call.
   *
   * @param idleTimeout how long nothing may be sent in either direction; zero for any time
   */
  void read(ServerCall<Req, Resp> call, Duration idleTimeout) {
    this.call = call;
    if (!idleTimeout.isZero()) {
      IdleTimer timer = new IdleTimer(call.context(), idleTimeout, () -> expire(call, idleTimeout));
      idle = timer;
      call.onClose(status -> timer.stop());
    }
    readFor(call);
  }

  @Override
  protected void received(ServerCall<Req, Resp> call, ByteBuf chunk) {
    touch();
    try {
      boolean ready = input.add(chunk);
      call.holdInput(input.heldBytes());
      if (ready) {
        call.inputReady();
      }
    } catch (RefusedException e) {
      call.inputFailed(refuse(e));
    }
  }

  @Override
  protected void receivedAll() {
    input.end();
  }

  @Override
  protected void discard() {
    input.discard();
    output.discard();
  }

  private void touch() {
    IdleTimer timer = idle;
    if (timer != null) {
      timer.touch();
    }
  }

  private void expire(ServerCall<Req, Resp> call, Duration after) {
    if (writeQueueFull()) {
      call.cancelled("the client has read nothing for " + after);
      abort();
    } else {
      call.inputFailed(
          new StatusException(
              GrpcStatus.DEADLINE_EXCEEDED,
              "neither side has sent anything for " + after.toMillis() + " ms"));
    }
  }

  private StatusException refuse(RefusedException why) {
    refusal = why;
    return new StatusException(why.code(), why.text());
  }

  @Override
  public HttpRoute route() {
    return operation.route(request().method());
  }

  @Override
  public String door() {
    return "rest";
  }

  @Override
  public @Nullable Req poll() {
    try {
      var message = input.poll();
      if (operation.contract().streaming().ofRequests() && call != null) {
        // More of it may be inflated now, or less be left.
        call.holdInput(input.heldBytes());
      }
      return message == null ? null : operation.method().request(message);
    } catch (RefusedException e) {
      throw refuse(e);
    }
  }

  @Override
  public boolean inputEnded() {
    return input.isDone();
  }

  @Override
  public void readInput(boolean wanted) {
    if (wanted && continueWanted && !requestEnded() && !gone()) {
      continueWanted = false;
      request().response().writeContinue();
    }
    super.readInput(wanted);
  }

  @Override
  public Future<Void> writeHead(MultiMap headers) {
    touch();
    return output.writeHead(headers);
  }

  @Override
  public Future<Void> write(@Nullable MultiMap headers, Resp message) {
    touch();
    try {
      Future<Void> written = output.write(headers, operation.method().response(message));
      if (output.heldBytes() > 0) {
        call().holdInput(input.heldBytes() + output.heldBytes());
      }
      if (output.isSufficient()) {
        call().outputSufficient();
      }
      return written;
    } catch (StatusException e) {
      call().inputFailed(e);
      return Future.failedFuture(e);
    } catch (JsonException | RuntimeException e) {
      Failure failure = Failure.unwritable(call(), operation, e);
      StatusException why = new StatusException(failure.code(), failure.message());
      call().inputFailed(why);
      return Future.failedFuture(why);
    }
  }

  @Override
  public Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Resp last,
      CallStatus status,
      @Nullable MultiMap trailers) {
    input.discard();
    if (gone()) {
      return Future.succeededFuture();
    }
    Message message = last == null ? null : operation.method().response(last);
    try {
      return output.end(headers, message, failure(status, trailers), trailers);
    } catch (UnwritableException e) {
      Failure failure = Failure.unwritable(call(), operation, e);
      tellRequestId(call().requestId());
      return output.end(headers, null, failure, trailers);
    }
  }

  private ServerCall<Req, Resp> call() {
    return Objects.requireNonNull(call);
  }

  private @Nullable Failure failure(CallStatus status, @Nullable MultiMap trailers) {
    RefusedException why = refusal;
    if (why != null) {
      return Failure.of(why);
    }
    return status.code() == GrpcStatus.OK ? null : Failure.of(status, trailers);
  }
}
