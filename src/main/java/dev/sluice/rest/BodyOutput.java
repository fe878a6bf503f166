package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.call.RequestId;
import dev.sluice.json.IndentedJson;
import dev.sluice.json.JsonException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer whose body is the one response message. */
final class BodyOutput implements Output {

  private static final byte[] NOTHING = {};

  private final HttpServerRequest request;
  private final RestOperation<?, ?> operation;
  private final Answer answer;
  private final ErrorReply errors;

  BodyOutput(
      HttpServerRequest request, RestOperation<?, ?> operation, Answer answer, ErrorReply errors) {
    this.request = request;
    this.operation = operation;
    this.answer = answer;
    this.errors = errors;
    if (operation.writer().writesRaw() && ByteRange.isAsked(request)) {
      // The call succeeds where the range fails: the answer has to say the name that the log has.
      RequestId.name(request);
    }
  }

  /** Sends nothing yet: the answer goes out as a whole. */
  @Override
  public Future<Void> writeHead(MultiMap headers) {
    answer.metadata().addHeaders(headers, request.response().headers());
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> write(@Nullable MultiMap headers, Message message) {
    throw new UnsupportedOperationException("a call with one response answers with its end");
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
    Message response = Objects.requireNonNull(last, "kept by the call");
    ResponseHead head = operation.head();
    boolean raw = operation.writer().writesRaw();
    String entityTag;
    String location;
    byte[] body;
    CharSequence type;
    boolean pays;
    try {
      Message part = raw ? operation.writer().raw(response) : response;
      type = raw ? HttpBodies.contentType(part) : answer.type().header();
      pays = !raw || HttpBodies.isText(type.toString());
      entityTag = entityTag(head, response);
      String gzipTag =
          entityTag == null || !pays || !answer.mayBeCompressed()
              ? entityTag
              : EntityTag.ofGzip(entityTag);
      // What is known by * may never be compressed: that is not known before it is written.
      boolean gzip = head.isKnown(request, gzipTag) && !head.isKnown(request, null);
      String known = gzip ? gzipTag : entityTag;
      if (head.isKnown(request, known)) {
        varyByType(raw);
        if (pays) {
          answer.vary(request.response());
        }
        return sendHead(304, known, headers, trailers);
      }
      location = head.location() == null ? null : head.location().of(response);
      body = head.isAll() ? NOTHING : raw ? HttpBodies.data(part) : write(response);
    } catch (JsonException | RuntimeException e) {
      throw new UnwritableException(e);
    }
    varyByType(raw);
    if (location != null) {
      request.response().putHeader(HttpHeaders.LOCATION, location);
    }
    if (head.isAll()) {
      return sendHead(head.status(), entityTag, headers, trailers);
    }
    byte[] encoded = pays ? answer.encode(body, request.response()) : body;
    if (raw && encoded == body && head.status() == 200) {
      return sendPart(type, body, entityTag, headers, trailers);
    }
    String tag = entityTag == null || encoded == body ? entityTag : EntityTag.ofGzip(entityTag);
    return send(head.status(), type, encoded, tag, headers, trailers);
  }

  private void varyByType(boolean raw) {
    if (!raw && operation.writer().writesProtobuf()) {
      Vary.byAccept(request);
    }
  }

  /** The entity tag of an answer that is not compressed, or null if it has none. */
  private @Nullable String entityTag(ResponseHead head, Message response) {
    String tag = head.entityTag(response);
    return tag == null || head.isAll() || !answer.type().isProtobuf()
        ? tag
        : EntityTag.ofProtobuf(tag);
  }

  /** Sends a body of its own type, or as much of it as is asked for. */
  private Future<Void> sendPart(
      CharSequence type,
      byte[] body,
      @Nullable String entityTag,
      @Nullable MultiMap headers,
      @Nullable MultiMap trailers) {
    HttpServerResponse response = request.response();
    ByteRange.offer(request);
    ByteRange range;
    try {
      ByteRange.Asked asked = ByteRange.asked(request, entityTag);
      range = asked == null ? null : asked.in(body.length);
    } catch (RefusedException e) {
      return errors.sendOutside(e, body.length, headers, trailers);
    }
    if (range == null) {
      return send(200, type, body, entityTag, headers, trailers);
    }
    response.putHeader(HttpHeaders.CONTENT_RANGE, range.of(Integer.toString(body.length)));
    byte[] part = Arrays.copyOfRange(body, (int) range.start(), (int) range.end());
    return send(206, type, part, entityTag, headers, trailers);
  }

  private Future<Void> send(
      int status,
      CharSequence type,
      byte[] body,
      @Nullable String entityTag,
      @Nullable MultiMap headers,
      @Nullable MultiMap trailers) {
    addHeaders(entityTag, headers);
    if (trailers != null) {
      answer.metadata().addTrailers(trailers, request);
    }
    return new Reply(request).send(status, type, body);
  }

  private byte[] write(Message response) throws JsonException {
    byte[] body = operation.writer().write(response, answer.type());
    return answer.indents() && answer.type() == MediaType.JSON ? IndentedJson.of(body) : body;
  }

  private Future<Void> sendHead(
      int status,
      @Nullable String entityTag,
      @Nullable MultiMap headers,
      @Nullable MultiMap trailers) {
    addHeaders(entityTag, headers);
    if (trailers != null) {
      answer.metadata().addTrailers(trailers, request.response().headers());
    }
    return new Reply(request).send(status);
  }

  private void addHeaders(@Nullable String entityTag, @Nullable MultiMap headers) {
    if (headers != null) {
      answer.metadata().addHeaders(headers, request.response().headers());
    }
    if (entityTag != null) {
      request.response().putHeader(HttpHeaders.ETAG, entityTag);
    }
  }

  @Override
  public void discard() {}
}
