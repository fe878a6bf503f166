package dev.sluice.rest;

import dev.sluice.call.CallStatus;
import dev.sluice.call.CallTransport;
import dev.sluice.call.ServerCall;
import dev.sluice.json.JsonException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unary call on the wire of HTTP: the body makes up the one request message, the one response
 * message is the body of the answer.
 */
final class RestTransport<Req, Resp> implements CallTransport<Req, Resp> {

  private static final Logger LOG = LoggerFactory.getLogger(RestTransport.class);
  private static final CharSequence WWW_AUTHENTICATE =
      HttpHeaders.createOptimized("www-authenticate");
  private static final CharSequence BEARER = HttpHeaders.createOptimized("Bearer");
  private static final long CANCEL = 8;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final RestOperation<Req, Resp> operation;
  private final Exchange exchange;
  private final RequestBody body;
  private boolean continueWanted;
  private boolean reading = true;
  private boolean requestEnded;
  private boolean taken;
  private boolean gone;
  private @Nullable RefusedException refusal;

  /**
   * What has been settled of a request before its call starts.
   *
   * @param target its path and query
   * @param type the type of its body
   * @param accept the types of the answer
   * @param continueExpected whether the client waits for a word before it sends its body
   * @param errors writes its errors
   */
  record Exchange(
      RequestTarget target,
      MediaType type,
      Accept accept,
      boolean continueExpected,
      ErrorWriter errors) {}

  RestTransport(
      HttpServerRequest request,
      RestOperation<Req, Resp> operation,
      Exchange exchange,
      RequestBody body) {
    this.request = request;
    this.response = request.response();
    this.operation = operation;
    this.exchange = exchange;
    this.body = body;
    this.continueWanted = exchange.continueExpected();
  }

  /** Starts to read the request on behalf of a call. */
  void read(ServerCall<Req, Resp> call) {
    request.handler(chunk -> feed(call, (BufferInternal) chunk));
    request.endHandler(
        v -> {
          requestEnded = true;
          call.inputReady();
        });
    Handler<Void> onGone =
        v -> {
          gone = true;
          body.discard();
          call.cancelled("the client cancelled the call or went away");
        };
    request.exceptionHandler(e -> onGone.handle(null));
    response.closeHandler(onGone);
    response.exceptionHandler(e -> onGone.handle(null));
  }

  private void feed(ServerCall<Req, Resp> call, BufferInternal chunk) {
    if (call.status() == null && !body.add(chunk.getByteBuf())) {
      call.inputFailed(refuse(RequestBody.tooLarge(body.maxBytes())));
    }
  }

  private StatusException refuse(RefusedException why) {
    refusal = why;
    return new StatusException(why.code(), why.text());
  }

  @Override
  public String door() {
    return "rest";
  }

  @Override
  public HttpConnection connection() {
    return request.connection();
  }

  @Override
  public @Nullable Req poll() {
    if (!requestEnded || taken) {
      return null;
    }
    taken = true;
    try {
      return operation
          .method()
          .request(operation.binder().bind(exchange.target(), exchange.type(), body));
    } catch (RefusedException e) {
      throw refuse(e);
    } finally {
      body.discard();
    }
  }

  @Override
  public boolean inputEnded() {
    return taken;
  }

  @Override
  public void readInput(boolean wanted) {
    if (requestEnded || gone) {
      return;
    }
    if (wanted && continueWanted) {
      continueWanted = false;
      response.writeContinue();
    }
    if (wanted == reading) {
      return;
    }
    reading = wanted;
    if (wanted) {
      request.resume();
    } else {
      request.pause();
    }
  }

  /** Sends nothing yet: a unary answer goes out as a whole. */
  @Override
  public Future<Void> writeHead(MultiMap headers) {
    RestMetadata.addHeaders(headers, response.headers());
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> write(@Nullable MultiMap headers, Resp message) {
    throw new UnsupportedOperationException("a unary call answers with its end");
  }

  @Override
  public Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Resp last,
      CallStatus status,
      @Nullable MultiMap trailers) {
    body.discard();
    if (gone) {
      return Future.succeededFuture();
    }
    MediaType type = exchange.accept().body();
    if (status.code() != GrpcStatus.OK || last == null || type == null) {
      return fail(headers, status, trailers);
    }
    byte[] bytes;
    try {
      bytes = operation.writer().write(operation.method().response(last), type);
    } catch (JsonException | RuntimeException e) {
      LOG.error("{}: the response cannot be written", operation, e);
      return fail(
          headers, new CallStatus(GrpcStatus.INTERNAL, "the response cannot be written"), trailers);
    }
    addMetadata(headers, trailers);
    Reply reply = new Reply(request);
    int success = operation.successStatus();
    return success == 204 ? reply.send(success) : reply.send(success, type.header(), bytes);
  }

  private Future<Void> fail(
      @Nullable MultiMap headers, CallStatus status, @Nullable MultiMap trailers) {
    RefusedException why = refusal;
    Failure failure = why == null ? Failure.of(status, trailers) : Failure.of(why);
    addMetadata(headers, trailers);
    if (failure.httpStatus() == 401) {
      String challenge = headers == null ? null : headers.get(WWW_AUTHENTICATE);
      response.putHeader(WWW_AUTHENTICATE, challenge == null ? BEARER : challenge);
    }
    return exchange.errors().send(failure, exchange.accept(), new Reply(request));
  }

  private void addMetadata(@Nullable MultiMap headers, @Nullable MultiMap trailers) {
    if (headers != null) {
      RestMetadata.addHeaders(headers, response.headers());
    }
    if (trailers != null) {
      RestMetadata.addTrailers(trailers, response.headers());
    }
  }

  @Override
  public boolean writeQueueFull() {
    return !gone && response.writeQueueFull();
  }

  @Override
  public void drainHandler(@Nullable Handler<Void> handler) {
    if (!gone) {
      response.drainHandler(handler);
    }
  }

  @Override
  public void abort() {
    if (!gone) {
      response.reset(CANCEL);
    }
  }
}
