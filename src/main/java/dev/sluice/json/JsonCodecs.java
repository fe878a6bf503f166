package dev.sluice.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The codecs of all message types under one set of options.
 *
 * <p>Safe for use from any thread. What is compiled is kept for as long as this object lives, one
 * table per message type, so create one and share it.
 */
public final class JsonCodecs {

  private final JsonOptions options;
  private final TypeRegistry anyTypes;
  private final Map<MessageType, MessageShape> shapes = new ConcurrentHashMap<>();

  /** Messages of one descriptor may be of several classes, of which one is generated. */
  private record MessageType(Class<?> type, Descriptor descriptor) {}

  private JsonCodecs(JsonOptions options, TypeRegistry anyTypes) {
    this.options = options;
    this.anyTypes = anyTypes;
  }

  /**
   * Creates an empty cache of codecs.
   *
   * @param options how they read and write
   * @param anyTypes the types that {@code google.protobuf.Any} may hold
   */
  public static JsonCodecs create(JsonOptions options, TypeRegistry anyTypes) {
    return new JsonCodecs(options, anyTypes);
  }

  /** The options that these codecs follow. */
  public JsonOptions options() {
    return options;
  }

  /**
   * The codec of a message type. Cheap, but worth keeping where the type is known.
   *
   * @param prototype the type's default instance, generated or dynamic; read messages are of its
   *     class
   */
  public MessageCodec codec(Message prototype) {
    return new MessageCodec(prototype.getDefaultInstanceForType(), this);
  }

  /** The shape of a message's type: of its class and its descriptor. */
  MessageShape shape(Message message) {
    MessageType type = new MessageType(message.getClass(), message.getDescriptorForType());
    MessageShape shape = shapes.get(type);
    return shape != null
        ? shape
        : shapes.computeIfAbsent(
            type, each -> new MessageShape(message.getDefaultInstanceForType(), this));
  }

  /** The shape of what a builder makes. */
  MessageShape shape(Message.Builder builder) {
    return shape((Message) builder.getDefaultInstanceForType());
  }

  /** The type that the URL of an Any names. */
  MessageShape anyType(String typeUrl) throws JsonException {
    Descriptor type;
    try {
      type = anyTypes.getDescriptorForTypeUrl(typeUrl);
    } catch (InvalidProtocolBufferException e) {
      throw JsonException.expectedText("a type URL like \"type.googleapis.com/a.B\"", typeUrl);
    }
    if (type == null) {
      throw new JsonException("unknown type " + JsonException.quote(typeUrl));
    }
    return shape(DynamicMessage.getDefaultInstance(type));
  }
}
