package dev.sluice.rest;

import com.google.rpc.Status;
import dev.sluice.json.JsonCodecs;
import dev.sluice.json.JsonException;
import dev.sluice.json.MessageCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Writes errors: as {@code google.rpc.Status} in the type of the response, or as a problem of <a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>.
 */
final class ErrorWriter {

  private static final CharSequence PROBLEM_TYPE =
      HttpHeaders.createOptimized("application/problem+json");

  private final MessageCodec codec;

  ErrorWriter(JsonCodecs codecs) {
    this.codec = codecs.codec(Status.getDefaultInstance());
  }

  /** Answers with an error in the form that a client wants. */
  Future<Void> send(Failure failure, Accept accept, Reply reply) {
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

  /** An error as JSON, for a stream to end with. */
  byte[] json(Failure failure) {
    return json(failure.status());
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
