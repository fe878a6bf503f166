package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.json.JsonException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer whose body is the one response message. */
final class BodyOutput implements Output {

  private final HttpServerRequest request;
  private final RestOperation<?, ?> operation;
  private final MediaType type;
  private final ErrorReply errors;

  BodyOutput(
      HttpServerRequest request, RestOperation<?, ?> operation, MediaType type, ErrorReply errors) {
    this.request = request;
    this.operation = operation;
    this.type = type;
    this.errors = errors;
  }

  /** Sends nothing yet: the answer goes out as a whole. */
  @Override
  public Future<Void> writeHead(MultiMap headers) {
    RestMetadata.addHeaders(headers, request.response().headers());
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
    byte[] body;
    try {
      body = operation.writer().write(Objects.requireNonNull(last, "kept by the call"), type);
    } catch (JsonException | RuntimeException e) {
      return errors.send(Failure.unwritable(operation, e), headers, trailers);
    }
    RestMetadata.addAll(headers, trailers, request.response().headers());
    Reply reply = new Reply(request);
    int success = operation.successStatus();
    return success == 204 ? reply.send(success) : reply.send(success, type.header(), body);
  }

  @Override
  public void discard() {}
}
