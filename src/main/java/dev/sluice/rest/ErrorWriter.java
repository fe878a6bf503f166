package dev.sluice.rest;

import com.google.rpc.Status;
import dev.sluice.json.JsonCodecs;
import dev.sluice.json.JsonException;
import dev.sluice.json.MessageCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes errors: as {@code google.rpc.Status} in the type of the response, or as a problem of <a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>.
 */
final class ErrorWriter {

  private static final CharSequence PROBLEM_TYPE =
      HttpHeaders.createOptimized("application/problem+json");

  private static final Logger LOG = LoggerFactory.getLogger(ErrorWriter.class);

  private final MessageCodec codec;
  private final @Nullable ErrorRenderer renderer;
  private final @Nullable String operationId;

  /**
   * Makes a writer.
   *
   * @param renderer renders the errors, as far as it likes; or null
   * @param operationId the operation whose errors they are, or null for none
   */
  ErrorWriter(JsonCodecs codecs, @Nullable ErrorRenderer renderer, @Nullable String operationId) {
    this.codec = codecs.codec(Status.getDefaultInstance());
    this.renderer = renderer;
    this.operationId = operationId;
  }

  /** Answers a request with an error: rendered, or else in the form that the client wants. */
  Future<Void> send(Failure failure, Accept accept, HttpServerRequest request) {
    Reply reply = new Reply(request);
    Vary.byAccept(request);
    RenderedError rendered = renderer == null ? null : rendered(renderer, failure, request);
    if (rendered != null) {
      request.response().headers().addAll(rendered.headers());
      return reply.send(rendered.httpStatus(), rendered.contentType(), rendered.body().getBytes());
    }
    Status status = failure.status();
    MediaType type = accept.body();
    if (accept.problems()) {
      return reply.send(failure.httpStatus(), PROBLEM_TYPE, problem(failure, status));
    }
    if (type != null && type.isProtobuf()) {
      return reply.send(failure.httpStatus(), type.header(), status.toByteArray());
    }
    return reply.send(failure.httpStatus(), MediaType.JSON.header(), json(status));
  }

  /** The error of a request as JSON, for a stream to end with. */
  byte[] json(Failure failure, HttpServerRequest request) {
    if (renderer != null) {
      try {
        JsonObject rendered = renderer.renderInStream(error(failure, request));
        if (rendered != null) {
          return rendered.toBuffer().getBytes();
        }
      } catch (RuntimeException e) {
        LOG.error("the error renderer {} failed", renderer.getClass().getName(), e);
      }
    }
    return json(failure.status());
  }

  private @Nullable RenderedError rendered(
      ErrorRenderer by, Failure failure, HttpServerRequest request) {
    try {
      return by.render(error(failure, request));
    } catch (RuntimeException e) {
      LOG.error("the error renderer {} failed", by.getClass().getName(), e);
      return null;
    }
  }

  private RestError error(Failure failure, HttpServerRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    return new RestError(
        failure.httpStatus(),
        failure.code(),
        failure.status().getMessage(),
        failure.details(),
        new RestError.Origin(
            request.method().name(),
            query < 0 ? uri : uri.substring(0, query),
            request.headers(),
            operationId));
  }

  private byte[] json(Status status) {
    try {
      return codec.write(status);
    } catch (JsonException e) {
      // A detail of a type that this server does not know; the rest is still worth saying.
      return json(status.toBuilder().clearDetails().build());
    }
  }

  private byte[] problem(Failure failure, Status status) {
    JsonObject problem =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", HttpStatus.title(failure.httpStatus()))
            .put("status", failure.httpStatus())
            .put("detail", status.getMessage())
            .put("code", failure.code().name());
    if (status.getDetailsCount() > 0) {
      JsonArray details = new JsonObject(Buffer.buffer(json(status))).getJsonArray("details");
      if (details != null) {
        problem.put("details", details);
      }
    }
    return problem.toBuffer().getBytes();
  }
}
