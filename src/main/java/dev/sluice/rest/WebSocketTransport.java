package dev.sluice.rest;

import dev.sluice.call.CallStatus;
import dev.sluice.call.CallTransport;
import dev.sluice.call.HttpRoute;
import dev.sluice.call.ServerCall;
import dev.sluice.config.RestConfig;
import dev.sluice.config.StreamConfig;
import dev.sluice.json.JsonException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One streaming call on a WebSocket.
 *
 * <p>Each text message of the client is the body of a request message, and an empty one ends the
 * request; the call goes on until it has ended, though, and a client that closes sooner cancels it.
 * An operation with one request message takes one text message, an empty one if path and query say
 * it all, or none if the operation has no body. Each response message is a text message.
 *
 * <p>A call that fails ends with the message {@code {"error": Status}}, as a stream of NDJSON does,
 * details included. The close code, which follows, tells how the call ended:
 *
 * <ul>
 *   <li>1000, it succeeded;
 *   <li>4000 and the number of the status code, it failed. The status message is the reason, as far
 *       as 123 bytes go; where a message of the client is at fault, the reason has its place in the
 *       stream, the first being 0. A message that is too large is RESOURCE_EXHAUSTED, so 4008. 4014
 *       is also what a server says that stops.
 *   <li>1003 for a binary message, 1002 for what is no WebSocket frame.
 * </ul>
 *
 * <p><b>Back-pressure.</b> Frames are read ahead of the call's demand up to {@value #READ_AHEAD}
 * bytes, so that a client that closes, or answers a ping, is heard even if the call is busy. Beyond
 * that the channel is not read from, but for the rest of a message that the call waits for. This is
 * done on the channel because pausing the socket would let Vert.x queue up whole frames by their
 * number, whatever their size. The channel is not read either while a client that sends pings does
 * not take the pongs.
 *
 * <p><b>Silence.</b> A client of which no frame has come for the time of {@code
 * rest.webSocketPingSeconds} is sent a ping, and if nothing comes for as long again, it is gone.
 * Bytes that it takes count as well, and while the channel is not read from because the service is
 * slow, silence means nothing. After the call it is the client that has to close its side; if it
 * does not, or does not take what is left for it, the connection is cut in the end. Besides, {@code
 * rest.streamIdleTimeoutSeconds} is for messages what it is for the other streams.
 */
final class WebSocketTransport<Req, Resp> implements CallTransport<Req, Resp> {

  private static final Duration LINGER = Duration.ofSeconds(30);
  private static final int READ_AHEAD = 64 << 10;
  private static final int UNSUPPORTED_DATA = 1003;

  private final HttpServerRequest request;
  private final ContextInternal context;
  private final ServerWebSocket socket;
  private final RestOperation<Req, Resp> operation;
  private final RequestTarget target;
  private final StreamConfig limits;
  private final WebSocketInput input;
  private final ChannelHandlerContext channel;
  private final WebSocketGuard guard = new WebSocketGuard(this::corrupted, this::stopped);
  private IdleTimer silence;
  private @Nullable ServerCall<Req, Resp> call;
  private @Nullable IdleTimer idle;
  private @Nullable RefusedException refusal;
  private @Nullable WebSocketClose close;
  private @Nullable Handler<Void> drainHandler;
  private boolean wanted = true;
  private boolean reading = true;
  private boolean full;
  private boolean flooded;
  private boolean asked;
  private boolean ended;
  private boolean told;
  private boolean gone;

  WebSocketTransport(
      HttpServerRequest request,
      ServerWebSocket socket,
      RestOperation<Req, Resp> operation,
      RequestTarget target,
      RestConfig config) {
    this.request = request;
    this.context = ((HttpServerRequestInternal) request).context();
    this.socket = socket;
    this.operation = operation;
    this.target = target;
    this.limits = config.streams();
    this.input =
        new WebSocketInput(
            operation.rules().maxBodyBytes(),
            !operation.method().requestStreaming() || !operation.binder().body().taken(),
            !operation.binder().body().taken());
    this.channel = ((WebSocketInternal) socket).channelHandlerContext();
    this.silence = new IdleTimer(context, limits.webSocketPing(), this::silent);
  }

  /** Starts to read the socket on behalf of a call. */
  void read(ServerCall<Req, Resp> call) {
    this.call = call;
    channel.pipeline().addBefore(channel.name(), "sluice-websocket-guard", guard);
    socket.frameHandler(this::receive);
    socket.drainHandler(v -> drained());
    socket.closeHandler(
        v -> {
          leave("the client went away");
          silence.stop();
        });
    IdleTimer timer = new IdleTimer(context, limits.idleTimeout(), this::expire);
    idle = timer;
    call.onClose(status -> timer.stop());
  }

  private ServerCall<Req, Resp> call() {
    return Objects.requireNonNull(call);
  }

  private void receive(WebSocketFrame frame) {
    heard();
    if (frame.isClose()) {
      leave("the client closed the WebSocket with " + frame.closeStatusCode());
    } else if (frame.isPing()) {
      // Vert.x has answered it already, whether or not there was room for the answer.
      flooded = !gone && socket.writeQueueFull();
      regulate();
    } else if ((frame.isText() || frame.isBinary() || frame.isContinuation()) && !ended) {
      take(frame);
    }
  }

  private void heard() {
    asked = false;
    silence.touch();
  }

  private void touch() {
    IdleTimer timer = idle;
    if (timer != null) {
      timer.touch();
    }
  }

  private void take(WebSocketFrame frame) {
    touch();
    if (frame.isBinary()) {
      refuse(UNSUPPORTED_DATA, "binary messages are not taken, only text");
      return;
    }
    try {
      input.add(frame);
      call().holdInput(input.heldBytes());
    } catch (StatusException | OutOfMemoryError e) {
      input.discard();
      call().inputFailed(e);
      return;
    }
    call().inputReady();
    regulate();
  }

  private void refuse(int closeCode, String reason) {
    close = WebSocketClose.of(closeCode, reason);
    call().inputFailed(new StatusException(GrpcStatus.INVALID_ARGUMENT, reason));
  }

  private void corrupted(CorruptedWebSocketFrameException why) {
    context.emit(why, this::answerCorrupted);
  }

  private void answerCorrupted(CorruptedWebSocketFrameException why) {
    if (ended) {
      return;
    }
    if (why.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
      call().inputFailed(input.tooLarge());
    } else {
      refuse(why.closeStatus().code(), String.valueOf(why.getMessage()));
    }
  }

  /** Ends the call, whose socket is being closed; what is left to be said is the error. */
  private String stopped() {
    told = true;
    context.emit(v -> call().inputFailed(WebSocketGuard.STOPPING.asException()));
    return error(Failure.of(WebSocketGuard.STOPPING, null));
  }

  /** The client has said its last word; what is still to be sent to it may be on its way yet. */
  private void leave(String why) {
    if (!gone) {
      gone = true;
      linger();
      call().cancelled(why);
    }
  }

  private void linger() {
    input.discard();
    regulate();
    silence.stop();
    Duration ping = limits.webSocketPing();
    silence = new IdleTimer(context, ping.isZero() ? LINGER : ping, this::silent);
  }

  /** Reads from the channel, or leaves off, whichever is due. */
  private void regulate() {
    full = input.heldBytes() >= READ_AHEAD && (input.hasMessage() || !wanted);
    boolean read = ended || gone || !(full || flooded);
    if (read != reading) {
      reading = read;
      heard();
      channel.channel().config().setAutoRead(read);
    }
  }

  private void drained() {
    flooded = false;
    regulate();
    Handler<Void> handler = drainHandler;
    if (handler != null && !ended && !gone) {
      handler.handle(null);
    }
  }

  private void silent() {
    if (ended || gone || (asked && !full)) {
      leave("the client does not answer pings");
      abort();
    } else {
      asked = true;
      socket.writePing(Buffer.buffer());
    }
  }

  private void expire() {
    if (writeQueueFull()) {
      leave("the client has read nothing for " + limits.idleTimeout());
      abort();
    } else {
      call()
          .inputFailed(
              new StatusException(
                  GrpcStatus.DEADLINE_EXCEEDED,
                  "neither side has sent anything for " + limits.idleTimeout().toMillis() + " ms"));
    }
  }

  @Override
  public HttpRoute route() {
    return operation.route(HttpMethod.GET);
  }

  @Override
  public String door() {
    return "websocket";
  }

  @Override
  public HttpConnection connection() {
    return request.connection();
  }

  @Override
  public @Nullable Req poll() {
    RequestBody body = input.poll();
    if (body == null) {
      return null;
    }
    try {
      return operation.method().request(operation.binder().bind(target, MediaType.JSON, body));
    } catch (RefusedException e) {
      RefusedException why = e.inElement(input.index());
      refusal = why;
      throw new StatusException(why.code(), why.text());
    }
  }

  @Override
  public boolean inputEnded() {
    return input.isEmptied();
  }

  @Override
  public void readInput(boolean wanted) {
    this.wanted = wanted;
    regulate();
  }

  /** Sends nothing: the handshake, which had the only headers, is over. */
  @Override
  public Future<Void> writeHead(MultiMap headers) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> write(@Nullable MultiMap headers, Resp message) {
    touch();
    try {
      return write(message);
    } catch (StatusException e) {
      call().inputFailed(e);
      return Future.failedFuture(e);
    }
  }

  private Future<Void> write(Resp message) {
    byte[] json;
    try {
      json = operation.writer().write(operation.method().response(message), MediaType.JSON);
    } catch (JsonException | RuntimeException e) {
      Failure failure = Failure.unwritable(call(), operation, e);
      throw new StatusException(failure.code(), failure.message());
    }
    return socket
        .writeFinalTextFrame(new String(json, StandardCharsets.UTF_8))
        .onSuccess(v -> heard());
  }

  @Override
  public Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Resp last,
      CallStatus status,
      @Nullable MultiMap trailers) {
    ended = true;
    linger();
    if (gone) {
      return Future.succeededFuture();
    }
    CallStatus end = status;
    if (last != null) {
      try {
        write(last);
      } catch (StatusException e) {
        end = CallStatus.of(e);
      }
    }
    guard.allowClose();
    if (end.code() != GrpcStatus.OK && !told) {
      socket.writeFinalTextFrame(
          error(refusal == null ? Failure.of(end, trailers) : Failure.of(refusal)));
    }
    WebSocketClose code = close == null ? WebSocketClose.of(end) : close;
    return socket.close(code.code(), code.reason());
  }

  /** The message that says why a call has failed. */
  private String error(Failure failure) {
    return "{\"error\":"
        + new String(operation.errors().json(failure, request), StandardCharsets.UTF_8)
        + "}";
  }

  @Override
  public boolean writeQueueFull() {
    return !gone && socket.writeQueueFull();
  }

  @Override
  public void drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the socket's close handler tells
  public void abort() {
    channel.close();
  }
}
