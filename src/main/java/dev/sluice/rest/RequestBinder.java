package dev.sluice.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import dev.sluice.json.JsonException;
import dev.sluice.json.MessageCodec;
import dev.sluice.json.MissingFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the request message of an operation: from the body first, then what headers, cookies and
 * the address are bound to, then the path, which overrides it, the query and {@code If-Match}.
 *
 * <p>Stateless and safe for use from any thread.
 */
final class RequestBinder {

  /** How many missing fields a refusal names. */
  private static final int MAX_MISSING = 50;

  private static final Content NO_CONTENT = new RequestBody(0, 0);

  private final MessageCodec codec;
  private final List<PathVariable> variables;
  private final BodyRule body;
  private final QueryBinder query;
  private final @Nullable IfMatch ifMatch;
  private final @Nullable QueryBinder form;
  private final boolean raw;

  /**
   * Where the body goes.
   *
   * @param whole whether it is the whole request
   * @param field the field that it is, or null if it is the whole request or not taken at all
   * @param patchMask the update mask that it makes if none is given, or null
   */
  record BodyRule(boolean whole, @Nullable FieldDescriptor field, @Nullable PatchMask patchMask) {

    /** Whether the body is taken as it is, whatever its type. */
    boolean isRaw(Descriptor request) {
      return taken() && HttpBodies.isBody(request, field);
    }

    boolean taken() {
      return whole || field != null;
    }

    /** Whether the body has a protobuf form: only messages have. */
    boolean takesProtobuf() {
      return field == null || hasProtobufForm(field);
    }

    static boolean hasProtobufForm(FieldDescriptor field) {
      return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated();
    }
  }

  RequestBinder(
      MessageCodec codec,
      List<PathVariable> variables,
      BodyRule body,
      QueryBinder query,
      @Nullable IfMatch ifMatch) {
    this.codec = codec;
    this.variables = List.copyOf(variables);
    this.body = body;
    this.query = query;
    this.ifMatch = ifMatch;
    Descriptor type = codec.prototype().getDescriptorForType();
    this.raw = body.isRaw(type);
    FieldDescriptor field = body.field();
    this.form =
        body.whole()
            ? query.forBody(type)
            : field != null && FieldPath.isOpen(field)
                ? query.forBody(field.getMessageType())
                : null;
  }

  BodyRule body() {
    return body;
  }

  /** Where {@code If-Match} goes, or null if it is not heeded. */
  @Nullable IfMatch ifMatch() {
    return ifMatch;
  }

  /**
   * Makes the request message.
   *
   * @param target the path and query of the request
   * @param type the type of the body
   * @param content the body
   * @throws RefusedException if the request does not fit the operation
   */
  Message bind(RequestTarget target, MediaType type, Content content) {
    if (content.length() > 0 && !body.taken()) {
      throw RefusedException.bad("the operation takes no body");
    }
    if (body.whole() && variables.isEmpty() && target.isBare()) {
      return wholeBody(type, content);
    }
    Message.Builder message = codec.prototype().newBuilderForType();
    if (content.length() > 0) {
      mergeBody(message, type, content);
    }
    bindTarget(target, message);
    completeMask(message, type, content);
    return whole(message.buildPartial());
  }

  /**
   * Checks the path and query of a request whose bodies come later.
   *
   * @throws RefusedException if they do not fit the operation
   */
  void check(RequestTarget target) {
    bindTarget(target, codec.prototype().newBuilderForType());
  }

  /** Whether the body is taken as it is, whatever its type. */
  boolean takesRaw() {
    return raw;
  }

  /** Whether a form can be the body: whether its fields are those of a message. */
  boolean takesForms() {
    return form != null;
  }

  /**
   * Makes the request message of a body that is taken as it is.
   *
   * @param contentType the type of the body, or null if there is none
   * @throws RefusedException if the path or the query does not fit the operation
   */
  Message bindRaw(RequestTarget target, @Nullable String contentType, Content content) {
    Message.Builder message = codec.prototype().newBuilderForType();
    HttpBodies.set(part(message), contentType, content);
    bindTarget(target, message);
    return whole(message.buildPartial());
  }

  /**
   * Makes the request message of a form, or of JSON that is sent as one: what begins like an
   * object, a list or a text is JSON, and so is what has no equals sign.
   *
   * @throws RefusedException if the request does not fit the operation
   */
  Message bindForm(RequestTarget target, Content content) {
    String text =
        new String(content.array(), content.offset(), content.length(), StandardCharsets.UTF_8);
    QueryBinder fields = form;
    if (fields == null || !isForm(text)) {
      return bind(target, MediaType.JSON, content);
    }
    Message.Builder message = codec.prototype().newBuilderForType();
    fields.bind(text.stripLeading(), part(message));
    return complete(target, message);
  }

  /**
   * Makes the request message of a form in parts.
   *
   * @param contentType its type with the boundary
   * @throws RefusedException if the request does not fit the operation
   */
  Message bindParts(RequestTarget target, String contentType, Content content) {
    Message.Builder message = codec.prototype().newBuilderForType();
    if (form != null && content.length() > 0) {
      form.bind(FormParts.read(contentType, content), part(message));
    }
    return complete(target, message);
  }

  /** Completes the message of a form with path, query and headers. */
  private Message complete(RequestTarget target, Message.Builder message) {
    bindTarget(target, message);
    // As of protobuf: what is set is what is given.
    completeMask(message, MediaType.X_PROTOBUF, NO_CONTENT);
    return whole(message.buildPartial());
  }

  private static boolean isForm(String text) {
    String begin = text.stripLeading();
    return !begin.isEmpty() && "{[\"".indexOf(begin.charAt(0)) < 0 && text.indexOf('=') >= 0;
  }

  /** What of the message the body is. */
  private Message.Builder part(Message.Builder message) {
    return body.field() == null ? message : message.getFieldBuilder(body.field());
  }

  /** The message, if it has all that is required. */
  private static Message whole(Message message) {
    if (!message.isInitialized()) {
      throw RefusedException.missing(MissingFields.of(message, MAX_MISSING));
    }
    return message;
  }

  private void bindTarget(RequestTarget target, Message.Builder message) {
    // First, so that what the body says of these fields excludes none of the others.
    if (target.bound() != null) {
      target.bound().bind(message);
    }
    for (PathVariable variable : variables) {
      variable.bind(target.path(), message);
    }
    String queryText = target.query();
    if (queryText != null && !queryText.isEmpty()) {
      query.bind(queryText, message);
    }
    if (ifMatch != null && target.entityTag() != null) {
      ifMatch.bind(target.entityTag(), message);
    }
  }

  private void completeMask(Message.Builder message, MediaType type, Content content) {
    PatchMask mask = body.patchMask();
    if (mask != null) {
      try {
        mask.complete(message, codec, type, content);
      } catch (JsonException e) {
        throw badJson(e);
      }
    }
  }

  private Message wholeBody(MediaType type, Content content) {
    try {
      if (type.isProtobuf()) {
        return whole(
            codec
                .prototype()
                .getParserForType()
                .parsePartialFrom(content.array(), content.offset(), content.length()));
      }
      return whole(
          content.length() == 0
              ? codec.prototype()
              : codec.readPartial(content.array(), content.offset(), content.length()));
    } catch (JsonException e) {
      throw badJson(e);
    } catch (InvalidProtocolBufferException e) {
      throw badProtobuf(codec.prototype());
    }
  }

  private void mergeBody(Message.Builder message, MediaType type, Content content) {
    FieldDescriptor field = body.field();
    try {
      if (type.isProtobuf()) {
        Message.Builder target = field == null ? message : message.getFieldBuilder(field);
        target.mergeFrom(content.array(), content.offset(), content.length());
      } else if (field == null) {
        codec.readInto(message, content.array(), content.offset(), content.length());
      } else {
        codec.readField(message, field, content.array(), content.offset(), content.length());
      }
    } catch (JsonException e) {
      throw badJson(e);
    } catch (InvalidProtocolBufferException e) {
      throw badProtobuf(part(message));
    }
  }

  private static RefusedException badProtobuf(MessageOrBuilder message) {
    return RefusedException.bad(
        "the body is not a valid " + message.getDescriptorForType().getFullName());
  }

  private static RefusedException badJson(JsonException e) {
    String field = e.fieldPath();
    return field.isEmpty()
        ? RefusedException.bad("body: " + e.problemAndPlace())
        : RefusedException.badField(field, e.problemAndPlace());
  }
}
