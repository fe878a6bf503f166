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

  /** What is written of one operation. */
  record Subject(MethodDescriptor method, HttpBinding binding, RestRule rule) {

    /** Whether a client may ask whether what it has is still current. */
    boolean revalidates() {
      return rule.headers().etag() != null && binding.httpMethod().equals("GET");
    }
  }

  JsonObject operation(Subject subject, OpenApiPath path, String tag, String id) {
    MethodDescriptor method = subject.method();
    HttpBinding binding = subject.binding();
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
    addHeaderFields(operation, subject.rule().headers());
    if (!subject.rule().json().isEmpty()) {
      operation.put(ContractReader.GRPC_JSON, subject.rule().json());
    }
    JsonArray all = parameters.of(binding, path, method.getInputType());
    addHeaderParameters(all, subject);
    if (!all.isEmpty()) {
      operation.put("parameters", all);
    }
    if (binding.body() != null) {
      operation.put("requestBody", requestBody(method, binding.body()));
    }
    return operation.put("responses", responses(subject));
  }

  private JsonObject requestBody(MethodDescriptor method, String body) {
    JsonObject requestBody = new JsonObject();
    boolean streams = Streaming.of(method).ofRequests();
    if (streams) {
      requestBody.put("description", "A stream of messages.");
    }
    JsonObject any = anyBody(method.getInputType(), body.equals("*") ? null : body);
    if (any != null) {
      return requestBody.put("required", true).put("content", any);
    }
    JsonObject schema = part(method.getInputType(), body.equals("*") ? null : body);
    return requestBody
        .put("required", true)
        .put("content", streams ? streamed(schema, false) : json(schema));
  }

  private static void addHeaderFields(JsonObject operation, ResourceHeaders headers) {
    if (headers.location() != null) {
      operation.put(ContractReader.GRPC_LOCATION, headers.location().toString());
    }
    if (headers.etag() != null) {
      operation.put(ContractReader.GRPC_ETAG, headers.etag());
    }
    if (headers.ifMatch() != null) {
      operation.put(ContractReader.GRPC_IF_MATCH, headers.ifMatch());
    }
  }

  private static void addHeaderParameters(JsonArray parameters, Subject subject) {
    if (subject.rule().headers().ifMatch() != null) {
      parameters.add(
          header("If-Match", "The entity tag that the resource must still have, or `*` for any."));
    }
    if (subject.revalidates()) {
      parameters.add(
          header("If-None-Match", "Entity tags of answers that the client has; 304 if one fits."));
    }
  }

  private static JsonObject header(String name, String description) {
    return new JsonObject()
        .put("name", name)
        .put("in", "header")
        .put("description", description)
        .put("schema", new JsonObject().put("type", "string"));
  }

  private JsonObject responses(Subject subject) {
    MethodDescriptor method = subject.method();
    HttpBinding binding = subject.binding();
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
    RestRule rule = subject.rule();
    JsonObject success = new JsonObject().put("description", description);
    JsonObject headers = responseHeaders(rule.headers());
    if (!headers.isEmpty()) {
      success.put("headers", headers);
    }
    if (!RestRule.isWithoutBody(rule.successStatus())) {
      JsonObject any = anyBody(type, binding.responseBody());
      success.put("content", any != null ? any : streams ? streamed(schema, true) : json(schema));
    }
    JsonObject responses = new JsonObject().put(Integer.toString(rule.successStatus()), success);
    if (subject.revalidates()) {
      responses.put(
          "304",
          new JsonObject()
              .put("description", "What the client has is current.")
              .put("headers", new JsonObject().put("ETag", etag())));
    }
    if (rule.headers().ifMatch() != null) {
      responses.put("412", errorReference());
    }
    return responses.put("default", errorReference());
  }

  private static JsonObject errorReference() {
    return new JsonObject().put("$ref", "#/components/responses/" + ERROR_RESPONSE);
  }

  private static JsonObject responseHeaders(ResourceHeaders rule) {
    JsonObject headers = new JsonObject();
    if (rule.location() != null) {
      headers.put(
          "Location",
          new JsonObject()
              .put("description", "Where the resource is.")
              .put(
                  "schema", new JsonObject().put("type", "string").put("format", "uri-reference")));
    }
    if (rule.etag() != null) {
      headers.put("ETag", etag());
    }
    return headers;
  }

  private static JsonObject etag() {
    return new JsonObject()
        .put("description", "The entity tag of what is answered.")
        .put("schema", new JsonObject().put("type", "string"));
  }

  /**
   * Content of any type, where a message or its field is {@code google.api.HttpBody}; else null.
   */
  private static @Nullable JsonObject anyBody(Descriptor message, @Nullable String field) {
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
