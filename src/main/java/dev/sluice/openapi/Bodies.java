package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Writes the content of bodies: one message or a stream of them, all of it or a field. */
final class Bodies {

  private final Schemas schemas;

  Bodies(Schemas schemas) {
    this.schemas = schemas;
  }

  JsonObject request(Operations.Subject subject, String body) {
    JsonObject requestBody = new JsonObject();
    boolean streams = Streaming.of(subject.method()).ofRequests();
    if (streams) {
      requestBody.put("description", "A stream of messages.");
    }
    String field = body.equals("*") ? null : body;
    return requestBody
        .put("required", true)
        .put("content", content(subject.method().getInputType(), field, streams, false));
  }

  JsonObject response(Operations.Subject subject) {
    return content(
        subject.method().getOutputType(),
        subject.binding().responseBody(),
        Streaming.of(subject.method()).ofResponses(),
        true);
  }

  private JsonObject content(
      Descriptor message, @Nullable String field, boolean streams, boolean events) {
    JsonObject any = any(message, field);
    if (any != null) {
      return any;
    }
    FieldDescriptor part = field == null ? null : FieldPath.field(message, field);
    JsonObject schema = part == null ? schemas.message(message) : schemas.all(part);
    return streams ? streamed(schema, events) : json(schema);
  }

  /**
   * Content of any type, where a message or its field is {@code google.api.HttpBody}; else null.
   */
  static @Nullable JsonObject any(Descriptor message, @Nullable String field) {
    FieldDescriptor part = field == null ? null : FieldPath.field(message, field);
    Descriptor type =
        part == null
            ? message
            : part.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !part.isRepeated()
                ? part.getMessageType()
                : null;
    return type == null || !type.getFullName().equals("google.api.HttpBody")
        ? null
        : new JsonObject()
            .put(
                "*/*",
                new JsonObject()
                    .put("schema", new JsonObject().put("type", "string").put("format", "binary")));
  }

  static JsonObject json(JsonObject schema) {
    return new JsonObject().put("application/json", new JsonObject().put("schema", schema));
  }

  /**
   * Each line or event is one item; only as application/json are they in an array. That comes
   * first, as it does for a client that asks for no type: pages that show a contract begin with it,
   * and JSON they can show and check.
   */
  private static JsonObject streamed(JsonObject item, boolean events) {
    JsonObject content =
        json(new JsonObject().put("type", "array").put("items", item))
            .put("application/x-ndjson", new JsonObject().put("schema", item));
    if (events) {
      content.put("text/event-stream", new JsonObject().put("schema", item));
    }
    return content;
  }
}
