package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the responses of operations, and those among the components that they refer to. */
final class Responses {

  /** The response of all failures that have none of their own. */
  static final String ERROR = "Error";

  static final String PROBLEM = "Problem";

  private final Schemas schemas;
  private final Bodies bodies;
  private final View view;
  private final Set<Failure> told = EnumSet.noneOf(Failure.class);
  private final Set<Failure> toldRendered = EnumSet.noneOf(Failure.class);
  private final Set<Boolean> defaults = new TreeSet<>();

  Responses(Schemas schemas, Bodies bodies, View view) {
    this.schemas = schemas;
    this.bodies = bodies;
    this.view = view;
  }

  JsonObject of(Operations.Subject subject) {
    RestRule rule = subject.rule();
    JsonObject success = success(subject);
    JsonObject responses = new JsonObject().put(Integer.toString(rule.successStatus()), success);
    if (subject.hasRanges()) {
      RangeHeaders.addResponses(responses, success, errorReference(subject.rendered()));
    }
    if (subject.revalidates()) {
      responses.put(
          "304",
          new JsonObject()
              .put("description", "What the client has is current.")
              .put("headers", new JsonObject().put("ETag", etag())));
    }
    boolean rendered = subject.rendered();
    put(responses, Failure.BAD_REQUEST, rendered);
    if (!subject.binding().template().variables().isEmpty()) {
      put(responses, Failure.NOT_FOUND, rendered);
    }
    if (rule.successStatus() == 201 || rule.headers().location() != null) {
      put(responses, Failure.CONFLICT, rendered);
    }
    if (rule.headers().ifMatch() != null) {
      put(responses, Failure.PRECONDITION_FAILED, rendered);
    }
    annotate(responses, subject);
    for (Failure failure : Failure.values()) {
      if (failure.reference(rendered).equals(responses.getValue(failure.status()))) {
        (rendered ? toldRendered : told).add(failure);
      }
    }
    defaults.add(rendered);
    return inOrder(responses.put("default", errorReference(rendered)));
  }

  private static void put(JsonObject responses, Failure failure, boolean rendered) {
    responses.put(failure.status(), failure.reference(rendered));
  }

  /** The same responses, the lower status first and the default one last. */
  static JsonObject inOrder(JsonObject responses) {
    TreeMap<String, Object> sorted = new TreeMap<>(responses.getMap());
    JsonObject ordered = new JsonObject();
    sorted.forEach(ordered::put);
    return ordered;
  }

  /** The response of all failures that have none of their own, rendered or not. */
  static JsonObject errorReference(boolean rendered) {
    String name = rendered ? ERROR + Failure.RENDERED : ERROR;
    return new JsonObject().put("$ref", "#/components/responses/" + name);
  }

  private JsonObject success(Operations.Subject subject) {
    Descriptor type = subject.method().getOutputType();
    String description =
        subject.binding().responseBody() == null && !WellKnown.isWellKnown(type)
            ? Comments.sentence(view.comments().of(type))
            : "";
    if (description.isEmpty()) {
      description = "Success.";
    }
    if (Streaming.of(subject.method()).ofResponses()) {
      description = Comments.join(description, streamed(subject));
    }
    JsonObject success = new JsonObject().put("description", description);
    JsonObject headers = headers(subject.rule().headers());
    if (!headers.isEmpty()) {
      success.put("headers", headers);
    }
    if (!RestRule.isWithoutBody(subject.rule().successStatus())) {
      success.put("content", bodies.response(subject));
    }
    return success;
  }

  private static String streamed(Operations.Subject subject) {
    return subject.isOfAnyType()
        ? "The body piece by piece, as the service sends it; the first piece tells its type. What"
            + " fails after that cuts it off."
        : "A stream of messages. An error after the first of them is the last element: "
            + subject.errorInStream();
  }

  /** The headers that tell of a resource. */
  static JsonObject headers(ResourceHeaders rule) {
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

  /** Adds what the {@code responses} of an annotation say; the status of success is the rule's. */
  private void annotate(JsonObject responses, Operations.Subject subject) {
    JsonObject annotations = annotations(subject);
    for (String status : annotations.fieldNames()) {
      if (!status.matches("[1-5](\\d\\d|XX)")) {
        continue;
      }
      JsonObject annotation = annotations.getJsonObject(status);
      if (status.startsWith("2")) {
        if (responses.containsKey(status)) {
          JsonObject success = responses.getJsonObject(status);
          describe(success, annotation);
          spell(success.getJsonObject("content", new JsonObject()), subject);
        }
      } else {
        JsonObject failed = describe(failed("", subject.rendered()), annotation);
        String description = annotation.getString("description", "");
        responses.put(status, failed.put("description", describe(description, subject.rendered())));
      }
    }
  }

  /** What annotations say of the failures of all methods of a file, and of the method. */
  private JsonObject annotations(Operations.Subject subject) {
    JsonObject ofFile =
        view.annotations()
            .of(subject.method().getFile())
            .getJsonObject("responses", new JsonObject());
    JsonObject ofMethod =
        view.annotations().of(subject.method()).getJsonObject("responses", new JsonObject());
    JsonObject all = new JsonObject();
    ofFile.fieldNames().stream()
        .filter(status -> !status.startsWith("2"))
        .forEach(status -> all.put(status, ofFile.getValue(status)));
    ofMethod.forEach(each -> all.put(each.getKey(), each.getValue()));
    return all;
  }

  private void spell(JsonObject content, Operations.Subject subject) {
    if (subject.binding().responseBody() == null
        && content.getValue("application/json") instanceof JsonObject json
        && json.containsKey("example")) {
      Descriptor type = subject.method().getOutputType();
      JsonForm form = subject.answers(view.json());
      Object example = SpelledValues.message(json.remove("example"), type, form);
      if (example != null) {
        json.put("example", example);
      }
    }
  }

  private static JsonObject describe(JsonObject response, JsonObject annotation) {
    if (annotation.containsKey("description")) {
      response.put("description", annotation.getString("description"));
    }
    JsonObject examples = annotation.getJsonObject("examples", new JsonObject());
    JsonObject content = response.getJsonObject("content", new JsonObject());
    for (String type : examples.fieldNames()) {
      if (content.getValue(type) instanceof JsonObject media) {
        media.put("example", AnnotatedSchema.value(examples.getString(type), new JsonObject()));
      }
    }
    JsonObject headers = annotation.getJsonObject("headers", new JsonObject());
    for (String name : headers.fieldNames()) {
      JsonObject header = headers.getJsonObject(name);
      JsonObject schema = new JsonObject().put("type", header.getString("type", "string"));
      AnnotatedSchema.apply(schema, header);
      schema.remove("description");
      JsonObject written = new JsonObject();
      if (header.containsKey("description")) {
        written.put("description", header.getString("description"));
      }
      if (!response.containsKey("headers")) {
        response.put("headers", new JsonObject());
      }
      response.getJsonObject("headers").put(name, written.put("schema", schema));
    }
    return AnnotatedSchema.extend(response, annotation);
  }

  /** What operations answer when they fail, as they refer to it. */
  JsonObject components() {
    JsonObject components = new JsonObject();
    for (Failure failure : told) {
      components.put(failure.component(false), failed(failure.description(), false));
    }
    for (Failure failure : toldRendered) {
      components.put(failure.component(true), failed(failure.description(), true));
    }
    for (boolean rendered : defaults) {
      components.put(
          rendered ? ERROR + Failure.RENDERED : ERROR,
          failed(
              "The call failed, for example with 429 or 503 while the server has too much to do, or"
                  + " 504 when the deadline has passed.",
              rendered));
    }
    return components;
  }

  /** What is said of a failure, and of its form if a renderer gives it that. */
  static String describe(String description, boolean rendered) {
    return rendered
        ? Comments.join(
            description, "It has the form that the server's renderer of errors gives it.")
        : description;
  }

  /** A failure in the two forms that a client may ask for, or in whichever a renderer gives it. */
  private JsonObject failed(String description, boolean rendered) {
    if (rendered) {
      JsonObject any = new JsonObject().put("schema", new JsonObject());
      return new JsonObject()
          .put("description", describe(description, true))
          .put("content", new JsonObject().put("*/*", any));
    }
    return new JsonObject()
        .put("description", description)
        .put(
            "content",
            bodies
                .inWireForm(Bodies.json(schemas.status()))
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
