package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Writes the operations of a document. */
final class Operations {

  static final String ERROR_RESPONSE = "Error";
  static final String PROBLEM = "Problem";

  private final Schemas schemas;
  private final Comments comments;
  private final Parameters parameters;

  Operations(Schemas schemas, Comments comments) {
    this.schemas = schemas;
    this.comments = comments;
    this.parameters = new Parameters(schemas, comments);
  }

  JsonObject operation(
      MethodDescriptor method, HttpBinding binding, OpenApiPath path, String tag, String id) {
    JsonObject operation = new JsonObject().put("tags", new JsonArray().add(tag));
    String comment = comments.of(method);
    if (!comment.isEmpty()) {
      String summary = Comments.sentence(comment);
      operation.put("summary", summary);
      if (!summary.equals(comment)) {
        operation.put("description", comment);
      }
    }
    operation.put("operationId", id);
    if (method.getOptions().getDeprecated() || method.getService().getOptions().getDeprecated()) {
      operation.put("deprecated", true);
    }
    operation.put(
        ContractReader.GRPC_METHOD, method.getService().getFullName() + "/" + method.getName());
    if (!binding.template().toString().equals(path.path())) {
      operation.put(ContractReader.GRPC_PATH, binding.template().toString());
    }
    if (binding.body() != null) {
      operation.put(ContractReader.GRPC_BODY, binding.body());
    }
    if (binding.responseBody() != null) {
      operation.put(ContractReader.GRPC_RESPONSE_BODY, binding.responseBody());
    }
    Streaming streaming = Streaming.of(method);
    if (streaming != Streaming.NONE) {
      operation.put(ContractReader.GRPC_STREAMING, streaming.toString());
    }
    JsonArray all = parameters.of(binding, path, method.getInputType());
    if (!all.isEmpty()) {
      operation.put("parameters", all);
    }
    if (binding.body() != null) {
      operation.put("requestBody", requestBody(method, binding.body()));
    }
    return operation.put("responses", responses(method, binding));
  }

  private JsonObject requestBody(MethodDescriptor method, String body) {
    JsonObject requestBody = new JsonObject();
    boolean streams = Streaming.of(method).ofRequests();
    if (streams) {
      requestBody.put("description", "A stream of messages.");
    }
    JsonObject schema = part(method.getInputType(), body.equals("*") ? null : body);
    return requestBody
        .put("required", true)
        .put("content", streams ? streamed(schema, false) : json(schema));
  }

  private JsonObject responses(MethodDescriptor method, HttpBinding binding) {
    boolean streams = Streaming.of(method).ofResponses();
    Descriptor type = method.getOutputType();
    String description =
        binding.responseBody() == null && !WellKnown.isWellKnown(type)
            ? Comments.sentence(comments.of(type))
            : "";
    if (description.isEmpty()) {
      description = "Success.";
    }
    if (streams) {
      description =
          Comments.join(
              description,
              "A stream of messages. An error after the first of them is the last element:"
                  + " `{\"error\": Status}`.");
    }
    JsonObject schema = part(type, binding.responseBody());
    return new JsonObject()
        .put(
            "200",
            new JsonObject()
                .put("description", description)
                .put("content", streams ? streamed(schema, true) : json(schema)))
        .put("default", new JsonObject().put("$ref", "#/components/responses/" + ERROR_RESPONSE));
  }

  private JsonObject part(Descriptor message, @Nullable String field) {
    FieldDescriptor part = field == null ? null : FieldPath.field(message, field);
    return part == null ? schemas.message(message) : schemas.all(part);
  }

  private static JsonObject json(JsonObject schema) {
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

  /** What every operation answers when it fails, in the two forms that a client may ask for. */
  JsonObject errorResponse() {
    return new JsonObject()
        .put("description", "The call failed.")
        .put(
            "content",
            json(schemas.status())
                .put(
                    "application/problem+json",
                    new JsonObject().put("schema", schemas.component(PROBLEM, problem()))));
  }

  private static JsonObject problem() {
    return new JsonObject()
        .put("type", "object")
        .put("description", "Why a call failed, as RFC 9457 has it.")
        .put(
            "properties",
            new JsonObject()
                .put("type", text("Names the kind of problem.").put("format", "uri-reference"))
                .put("title", text("The kind of problem, for people."))
                .put(
                    "status",
                    new JsonObject()
                        .put("type", "integer")
                        .put("format", "int32")
                        .put("description", "The HTTP status."))
                .put("detail", text("What happened this time."))
                .put("instance", text("Names the occurrence.").put("format", "uri-reference")))
        .put("additionalProperties", true);
  }

  private static JsonObject text(String description) {
    return new JsonObject().put("type", "string").put("description", description);
  }
}
