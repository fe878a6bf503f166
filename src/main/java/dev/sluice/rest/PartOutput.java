package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.call.RequestId;
import dev.sluice.json.JsonException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer with a part of a body that the service streams, whose length nobody knows yet.
 *
 * <p>What is asked for is held until all of it is there or the stream ends, and so it has to lie
 * within the first {@value #LIMIT} bytes. Then the call ends, whatever more the service has.
 */
final class PartOutput implements Output {

  private static final int LIMIT = 1 << 20;

  private final RestOperation<?, ?> operation;
  private final Answer answer;
  private final ErrorReply errors;
  private final ByteRange.Asked asked;
  private final Buffer held = Buffer.buffer();
  private boolean sufficient;
  private long seen;
  private @Nullable CharSequence type;

  private PartOutput(
      RestOperation<?, ?> operation, Answer answer, ErrorReply errors, ByteRange.Asked asked) {
    this.operation = operation;
    this.answer = answer;
    this.errors = errors;
    this.asked = asked;
    // The call succeeds where the range fails: the answer has to say the name that the log has.
    RequestId.name(answer.request());
  }

  /**
   * The output for a request, which may ask for a part.
   *
   * @param whole the output for one that does not
   */
  static Output of(
      RestOperation<?, ?> operation, Answer answer, ErrorReply errors, StreamOutput whole) {
    if (!operation.writer().writesRaw() || operation.successStatus() != 200) {
      return whole;
    }
    ByteRange.Asked asked = ByteRange.asked(answer.request(), null);
    return asked == null || asked.first() < 0 || asked.last() >= LIMIT
        ? whole
        : new PartOutput(operation, answer, errors, asked);
  }

  private HttpServerResponse response() {
    return answer.request().response();
  }

  private void addHeaders(@Nullable MultiMap headers) {
    if (headers != null) {
      answer.metadata().addHeaders(headers, response().headers());
    }
  }

  /** Sends nothing yet: what the head says is known at the end. */
  @Override
  public Future<Void> writeHead(MultiMap headers) {
    addHeaders(headers);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> write(@Nullable MultiMap headers, Message message) throws JsonException {
    addHeaders(headers);
    hold(message);
    sufficient = seen > asked.last();
    return Future.succeededFuture();
  }

  private void hold(Message message) {
    Message piece = operation.writer().raw(message);
    if (type == null) {
      type = HttpBodies.contentType(piece);
    }
    byte[] data = HttpBodies.data(piece);
    long from = Math.max(0, asked.first() - seen);
    long to = Math.min(data.length, asked.last() + 1 - seen);
    if (from < to) {
      held.appendBytes(data, (int) from, (int) (to - from));
    }
    seen += data.length;
  }

  @Override
  public long heldBytes() {
    return held.length();
  }

  @Override
  public boolean isSufficient() {
    return sufficient;
  }

  @Override
  public Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Message last,
      @Nullable Failure failure,
      @Nullable MultiMap trailers) {
    if (failure != null) {
      return errors.send(failure, headers, trailers);
    }
    addHeaders(headers);
    if (last != null) {
      hold(last);
    }
    return send(trailers);
  }

  private Future<Void> send(@Nullable MultiMap trailers) {
    ByteRange.offer(answer.request());
    ByteRange range;
    try {
      range = Objects.requireNonNull(asked.in(seen), "only the last bytes can be all of them");
    } catch (RefusedException e) {
      return errors.sendOutside(e, seen, null, trailers);
    }
    String length = sufficient ? "*" : Long.toString(seen);
    response().putHeader(HttpHeaders.CONTENT_RANGE, range.of(length));
    if (trailers != null) {
      answer.metadata().addTrailers(trailers, answer.request());
    }
    CharSequence told = type == null ? HttpBodies.UNKNOWN_TYPE : type;
    return new Reply(answer.request()).send(206, told, held.getBytes());
  }

  @Override
  public void discard() {}
}
