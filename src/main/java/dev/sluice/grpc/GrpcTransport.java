package dev.sluice.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.sluice.call.CallStatus;
import dev.sluice.call.EarlyAnswer;
import dev.sluice.call.HttpTransport;
import dev.sluice.call.Metadata;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.config.GrpcConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One call on the wire of gRPC or gRPC-Web.
 *
 * <p>What the two differ in is small: gRPC-Web sends its trailers as a last frame of the body, and
 * its text form wraps both bodies in base64.
 */
final class GrpcTransport<Req, Resp> extends HttpTransport<Req, Resp> {

  private static final int PREFIX = 5;
  private static final int TRAILERS_FLAG = 0x80;
  private static final int MAX_QUEUED_BYTES = 64 << 10;

  private final HttpServerResponse response;
  private final RegisteredMethod<Req, Resp> method;
  private final WireProtocol protocol;
  private final GrpcConfig config;
  private final Deframer deframer;
  private final @Nullable Base64Stream text;
  private @Nullable String encoding;
  private @Nullable Handler<Void> drainHandler;
  private @Nullable ServerCall<Req, Resp> call;
  private long queuedBytes;
  private long onlyMessageBytes;

  GrpcTransport(
      HttpServerRequest request,
      RegisteredMethod<Req, Resp> method,
      WireProtocol protocol,
      GrpcConfig config) {
    super(request);
    this.response = request.response();
    this.method = method;
    this.protocol = protocol;
    this.config = config;
    this.deframer = new Deframer(config.maxMessageBytes());
    this.text = protocol == WireProtocol.WEB_TEXT ? new Base64Stream() : null;
  }

  /** Starts to read the request on behalf of a call. */
  void read(ServerCall<Req, Resp> call) {
    this.call = call;
    encoding = encoding(request().headers());
    readFor(call);
  }

  private static @Nullable String encoding(MultiMap headers) {
    if (!headers.contains(GrpcHeader.ENCODING)) {
      return null;
    }
    String lines = String.join(", ", headers.getAll(GrpcHeader.ENCODING));
    return lines.equals("identity") ? null : lines;
  }

  @Override
  protected void received(ServerCall<Req, Resp> call, ByteBuf chunk) {
    deframer.feed(text == null ? chunk : text.decode(chunk));
    hold(0);
    call.inputReady();
  }

  @Override
  protected void discard() {
    deframer.discard();
  }

  @Override
  public String door() {
    return protocol.door();
  }

  @Override
  public @Nullable Req poll() {
    if (encoding != null && !encoding.equals("gzip")) {
      response.putHeader(GrpcHeader.ACCEPT_ENCODING, "gzip,identity");
      throw new StatusException(
          GrpcStatus.UNIMPLEMENTED,
          "grpc-encoding: " + encoding + " (expected: one of gzip, identity)");
    }
    if (!deframer.next()) {
      hold(0);
      if (requestEnded() && !(deframer.isEmpty() && (text == null || text.isComplete()))) {
        throw new StatusException(GrpcStatus.INTERNAL, "the request ends within a message");
      }
      return null;
    }
    if (!deframer.compressed()) {
      hold(deframer.length());
      return method.decodeRequest(deframer.array(), deframer.offset(), deframer.length());
    }
    if (encoding == null) {
      throw new StatusException(
          GrpcStatus.INTERNAL, "a message is flagged as compressed, but there is no grpc-encoding");
    }
    byte[] inflated = Gzip.inflate(deframer.array(), deframer.offset(), deframer.length(), config);
    hold(inflated.length);
    return method.decodeRequest(inflated, 0, inflated.length);
  }

  /** Counts what is held, a message included that is the method's only one. */
  private void hold(int messageBytes) {
    if (!method.requestStreaming()) {
      onlyMessageBytes += messageBytes;
    }
    ServerCall<Req, Resp> current = call;
    if (current != null) {
      current.holdInput(onlyMessageBytes + deframer.heldBytes());
    }
  }

  @Override
  public boolean inputEnded() {
    return requestEnded() && deframer.isEmpty();
  }

  @Override
  public Future<Void> writeHead(MultiMap headers) {
    putHeaders(headers);
    return response.writeHead();
  }

  @Override
  public Future<Void> write(@Nullable MultiMap headers, Resp message) {
    if (headers != null) {
      putHeaders(headers);
    }
    Buffer wire = wire(frame((MessageLite) message));
    int size = wire.length();
    queuedBytes += size;
    return response.write(wire).onComplete(v -> written(size));
  }

  private void written(int size) {
    boolean wasFull = queuedBytes > MAX_QUEUED_BYTES;
    queuedBytes -= size;
    if (wasFull) {
      drained();
    }
  }

  private void drained() {
    Handler<Void> handler = drainHandler;
    if (handler != null && !gone() && !writeQueueFull()) {
      handler.handle(null);
    }
  }

  @Override
  public Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Resp last,
      CallStatus status,
      @Nullable MultiMap trailers) {
    if (gone()) {
      return Future.succeededFuture();
    }
    deframer.discard();
    EarlyAnswer answer = new EarlyAnswer(request());
    answer.begin();
    if (headers != null) {
      putHeaders(headers);
    }
    return answer.end(
        () ->
            protocol.isWeb()
                ? endWeb(last, status, trailers)
                : endGrpc(headers, last, status, trailers));
  }

  private Future<Void> endGrpc(
      @Nullable MultiMap headers,
      @Nullable Resp last,
      CallStatus status,
      @Nullable MultiMap trailers) {
    if (headers != null && last == null) {
      StatusHeaders.write(status, trailers, response.headers()::add);
      // HTTP/2 says that the response is over; a length would be a stray header to gRPC.
      response.headersEndHandler(v -> response.headers().remove(HttpHeaders.CONTENT_LENGTH));
      return response.end();
    }
    StatusHeaders.write(status, trailers, response.trailers()::add);
    if (last == null) {
      return endWithTrailers();
    }
    byte[] frame = frame((MessageLite) last);
    return StreamWindow.takes(request(), frame.length)
        ? response.end(wire(frame))
        : response.write(wire(frame)).compose(v -> endWithTrailers());
  }

  private Future<Void> endWithTrailers() {
    if (gone()) {
      return Future.succeededFuture();
    }
    return StreamWindow.takes(request(), 0)
        ? response.end()
        : response.write(Buffer.buffer()).compose(v -> endWithTrailers());
  }

  private Future<Void> endWeb(@Nullable Resp last, CallStatus status, @Nullable MultiMap trailers) {
    StringBuilder lines = new StringBuilder();
    StatusHeaders.write(
        status,
        trailers,
        (name, value) -> lines.append(name).append(':').append(value).append("\r\n"));
    byte[] trailer = lines.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] message = last == null ? new byte[0] : frame((MessageLite) last);
    byte[] body = Arrays.copyOf(message, message.length + PREFIX + trailer.length);
    prefix(body, message.length, TRAILERS_FLAG, trailer.length);
    System.arraycopy(trailer, 0, body, message.length + PREFIX, trailer.length);
    return response.end(wire(body));
  }

  private void putHeaders(MultiMap headers) {
    response.putHeader(HttpHeaders.CONTENT_TYPE, protocol.responseType());
    if (protocol.isWeb()) {
      response.setChunked(true);
    }
    if (!headers.isEmpty()) {
      Metadata.forEachAllowed(headers, response.headers()::add);
    }
  }

  private static byte[] frame(MessageLite message) {
    int size = message.getSerializedSize();
    byte[] frame = new byte[PREFIX + size];
    prefix(frame, 0, 0, size);
    CodedOutputStream out = CodedOutputStream.newInstance(frame, PREFIX, size);
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array does not fail", e);
    }
    return frame;
  }

  private static void prefix(byte[] to, int at, int flags, int size) {
    to[at] = (byte) flags;
    to[at + 1] = (byte) (size >>> 24);
    to[at + 2] = (byte) (size >>> 16);
    to[at + 3] = (byte) (size >>> 8);
    to[at + 4] = (byte) size;
  }

  private Buffer wire(byte[] frame) {
    byte[] bytes = text == null ? frame : Base64.getEncoder().encode(frame);
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }

  /** Vert.x counts the messages that wait, of which one may be as large as megabytes. */
  @Override
  public boolean writeQueueFull() {
    return !gone() && (queuedBytes > MAX_QUEUED_BYTES || super.writeQueueFull());
  }

  @Override
  public void drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler;
    super.drainHandler(handler == null ? null : v -> drained());
  }
}
