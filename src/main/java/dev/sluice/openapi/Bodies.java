package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.sluice.config.ContractConfig.BodyType;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the content of bodies: one message or a stream of them, all of it or a field. */
final class Bodies {

  private static final String DELIMITED = "Messages in protobuf, each after its length, a varint.";
  private static final String CUT_OFF = " What fails after the first of them is cut off.";

  private final Schemas schemas;
  private final View view;
  private final Set<BodyType> types;

  /**
   * Makes a writer.
   *
   * @param types which types of bodies are written besides those of JSON
   */
  Bodies(Schemas schemas, View view, Set<BodyType> types) {
    this.schemas = schemas;
    this.view = view;
    this.types = types;
  }

  JsonObject request(Operations.Subject subject, String body) {
    JsonObject requestBody = new JsonObject();
    boolean streams = Streaming.of(subject.method()).ofRequests();
    if (streams) {
      requestBody.put("description", "A stream of messages.");
    }
    Descriptor message = subject.method().getInputType();
    String field = body.equals("*") ? null : body;
    if (streams && any(message, field) != null) {
      requestBody.put("description", "The body as it is; each piece that arrives is a message.");
    }
    Schemas spelled = schemas.in(subject.requests(view.json()));
    JsonObject content = content(spelled, message, field, streams ? Shape.LINES : Shape.ONE);
    Descriptor form = any(message, field) != null ? null : open(message, field);
    if (form != null) {
      new Forms(spelled, view, types).add(content, subject.binding(), form);
    }
    return requestBody.put("required", true).put("content", content);
  }

  JsonObject response(Operations.Subject subject) {
    return content(
        schemas.in(subject.answers(view.json())),
        subject.method().getOutputType(),
        subject.binding().responseBody(),
        Streaming.of(subject.method()).ofResponses() ? Shape.EVENTS : Shape.ONE);
  }

  private enum Shape {
    ONE,
    LINES,
    EVENTS
  }

  private JsonObject content(
      Schemas spelled, Descriptor message, @Nullable String field, Shape shape) {
    JsonObject any = any(message, field);
    if (any != null) {
      return any;
    }
    FieldDescriptor part = field == null ? null : FieldPath.field(message, field);
    JsonObject schema = part == null ? spelled.message(message) : spelled.all(part);
    boolean wire = message(message, part) != null;
    if (shape == Shape.ONE) {
      return wire ? inWireForm(json(schema)) : json(schema);
    }
    JsonObject content = streamed(schema, shape == Shape.EVENTS);
    String delimited = shape == Shape.EVENTS ? DELIMITED + CUT_OFF : DELIMITED;
    return wire ? inWireForm(content, binary().put("description", delimited)) : content;
  }

  /** The same with the wire form besides, if that is to be told. */
  JsonObject inWireForm(JsonObject content) {
    return inWireForm(content, binary());
  }

  private JsonObject inWireForm(JsonObject content, JsonObject schema) {
    return types.contains(BodyType.PROTOBUF)
        ? content.put("application/x-protobuf", new JsonObject().put("schema", schema))
        : content;
  }

  /** The message that a message or a field of it is; null if that is none. */
  private static @Nullable Descriptor message(Descriptor message, @Nullable FieldDescriptor part) {
    if (part == null) {
      return message;
    }
    return part.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !part.isRepeated()
        ? part.getMessageType()
        : null;
  }

  /** The message whose fields a form may have that is the body; null if there is none. */
  private static @Nullable Descriptor open(Descriptor message, @Nullable String field) {
    FieldDescriptor part = field == null ? null : FieldPath.field(message, field);
    Descriptor type = message(message, part);
    return type == null || (part != null && WellKnown.isWellKnown(type)) ? null : type;
  }

  /**
   * Content of any type, where a message or its field is {@code google.api.HttpBody}; else null.
   */
  static @Nullable JsonObject any(Descriptor message, @Nullable String field) {
    FieldDescriptor part = field == null ? null : FieldPath.field(message, field);
    Descriptor type = message(message, part);
    return type == null || !isHttpBody(type)
        ? null
        : new JsonObject().put("*/*", new JsonObject().put("schema", binary()));
  }

  static boolean isHttpBody(Descriptor type) {
    return type.getFullName().equals("google.api.HttpBody");
  }

  static JsonObject binary() {
    return new JsonObject().put("type", "string").put("format", "binary");
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
