package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.json.JsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body is a stream of messages.
 *
 * <p>The head is held back until the first message, so that an error before it is answered as any
 * other error is; from then on an error is the last element of the stream, or the stream is cut off
 * where that has no place for one. Messages that are written within one turn of the event loop go
 * out together, in pieces of some {@value #PIECE} bytes, so that many small ones cost few writes
 * and a single one does not wait. A HEAD request, for which no service is called, gets the head.
 */
final class StreamOutput implements Output {

  private static final byte[] NOTHING = {};
  private static final int PIECE = 16 << 10;
  private static final int FIRST_CAPACITY = 512;
  private static final long INTERNAL_ERROR = 2;
  private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("cache-control");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence X_ACCEL_BUFFERING =
      HttpHeaders.createOptimized("x-accel-buffering");
  private static final CharSequence NO = HttpHeaders.createOptimized("no");

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final ContextInternal context;
  private final RestOperation<?, ?> operation;
  private final Answer answer;
  private final MediaType type;
  private final StreamFormat format;
  private final boolean raw;
  private final boolean headOnly;
  private final ErrorReply errors;
  private final Reply reply;
  private final IdleTimer keepAlive;
  private boolean begun;
  private boolean over;
  private boolean flushing;
  private long count;
  private @Nullable GzipEncoder encoder;
  private @Nullable CharSequence rawType;
  private @Nullable ByteBuf piece;
  private @Nullable Promise<Void> pieceWritten;

  /**
   * Makes an answer.
   *
   * @param answer how it is written; its type is one of {@link MediaType#OF_STREAM}
   * @param keepAlive after how long without a message an event stream gets a comment
   */
  StreamOutput(
      HttpServerRequest request,
      RestOperation<?, ?> operation,
      Answer answer,
      ErrorReply errors,
      Duration keepAlive) {
    this.request = request;
    this.response = request.response();
    this.context = ((HttpServerRequestInternal) request).context();
    this.operation = operation;
    this.answer = answer;
    this.type = answer.type();
    this.raw = operation.writer().writesRaw();
    this.format = raw ? StreamFormat.RAW : StreamFormat.of(type);
    this.errors = errors;
    this.headOnly = request.method().equals(HttpMethod.HEAD);
    this.reply = new Reply(request);
    this.keepAlive =
        new IdleTimer(
            context,
            format == StreamFormat.EVENTS && !headOnly ? keepAlive : Duration.ZERO,
            this::comment);
  }

  private static void addStreamHeaders(HttpServerResponse response, MediaType type) {
    if (type == MediaType.EVENT_STREAM) {
      response.putHeader(CACHE_CONTROL, NO_STORE);
    }
    response.putHeader(X_ACCEL_BUFFERING, NO);
  }

  @Override
  public Future<Void> writeHead(MultiMap headers) {
    answer.metadata().addHeaders(headers, response.headers());
    begin();
    return response.writeHead();
  }

  @Override
  public Future<Void> write(@Nullable MultiMap headers, Message message) throws JsonException {
    if (headers != null) {
      answer.metadata().addHeaders(headers, response.headers());
    }
    if (headOnly) {
      return Future.succeededFuture();
    }
    byte[] element = element(message);
    begin();
    keepAlive.touch();
    format.element(piece(), count++, element);
    return flushLater();
  }

  /** The bytes of a message; the first one of a raw body tells the type of all. */
  private byte[] element(Message message) throws JsonException {
    if (!raw) {
      return operation.writer().write(message, type);
    }
    Message part = operation.writer().raw(message);
    if (!begun) {
      rawType = HttpBodies.contentType(part);
    }
    return HttpBodies.data(part);
  }

  private void begin() {
    if (!begun) {
      beginHead();
      if (request.version() != HttpVersion.HTTP_1_0) {
        response.setChunked(true);
      }
    }
  }

  private void beginHead() {
    begun = true;
    int status = operation.successStatus();
    reply.begin(status, raw ? rawType : type.header());
    if (raw && status == 200) {
      ByteRange.offer(request);
    }
    addStreamHeaders(response, type);
    if (!raw) {
      Vary.byAccept(request);
    }
    encoder = raw ? null : answer.encoder(response);
  }

  private ByteBuf piece() {
    ByteBuf out = piece;
    if (out == null) {
      out = Unpooled.buffer(FIRST_CAPACITY);
      piece = out;
    }
    return out;
  }

  private Future<Void> flushLater() {
    Promise<Void> written = pieceWritten;
    if (written == null) {
      written = context.promise();
      pieceWritten = written;
    }
    if (piece().readableBytes() >= PIECE) {
      flush();
    } else if (!flushing) {
      flushing = true;
      context.runOnContext(
          v -> {
            flushing = false;
            flush();
          });
    }
    return written.future();
  }

  private Future<Void> flush() {
    ByteBuf out = piece;
    Promise<Void> written = pieceWritten;
    piece = null;
    pieceWritten = null;
    if (out == null || over) {
      return Future.succeededFuture();
    }
    Future<Void> write = response.write(BufferInternal.buffer(encode(out, false)));
    return written == null ? write : write.onComplete(written);
  }

  private ByteBuf encode(ByteBuf out, boolean last) {
    GzipEncoder gzip = encoder;
    return gzip == null ? out : gzip.encode(out, last);
  }

  private void comment() {
    if (!over && !response.writeQueueFull()) {
      begin();
      piece().writeBytes(StreamFormat.KEEP_ALIVE);
      flush();
    }
  }

  @Override
  public Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Message last,
      @Nullable Failure failure,
      @Nullable MultiMap trailers) {
    if (last != null && failure == null) {
      writeLast(last);
    }
    if (!begun && failure != null) {
      discard();
      return errors.send(failure, headers, trailers);
    }
    if (failure != null && format.cutsOff()) {
      return cutOff();
    }
    endHead(headers, trailers);
    if (headOnly) {
      discard();
      return reply.end(response::end);
    }
    if (failure == null) {
      format.end(piece(), count);
    } else {
      format.error(piece(), count, errors.json(failure));
    }
    ByteBuf out = encode(piece(), true);
    Promise<Void> written = pieceWritten;
    pieceWritten = null;
    discard();
    Future<Void> ended = reply.end(() -> response.end(BufferInternal.buffer(out)));
    return written == null ? ended : ended.onComplete(written);
  }

  /** Ends what must not pass for whole, after the messages before the failure if it takes them. */
  private Future<Void> cutOff() {
    Future<Void> written = Future.succeededFuture();
    if (!response.writeQueueFull()) {
      format.error(piece(), count, NOTHING);
      written = flush();
    }
    discard();
    return written.eventually(() -> response.reset(INTERNAL_ERROR));
  }

  private void writeLast(Message last) {
    byte[] element;
    try {
      element = element(last);
    } catch (JsonException | RuntimeException e) {
      throw new UnwritableException(e);
    }
    format.element(piece(), count++, element);
  }

  /** Completes the head if it is not sent yet; else trailers follow the body, if they are taken. */
  private void endHead(@Nullable MultiMap headers, @Nullable MultiMap trailers) {
    if (!begun) {
      answer.metadata().addAll(headers, trailers, request);
      beginHead();
    } else if (trailers != null && RestMetadata.takesTrailers(request)) {
      answer.metadata().addTrailers(trailers, response.trailers());
    }
  }

  @Override
  public void discard() {
    over = true;
    piece = null;
    GzipEncoder gzip = encoder;
    if (gzip != null) {
      encoder = null;
      gzip.close();
    }
    keepAlive.stop();
    Promise<Void> written = pieceWritten;
    if (written != null) {
      pieceWritten = null;
      written.fail(new StatusException(GrpcStatus.CANCELLED, "the call has ended"));
    }
  }
}
