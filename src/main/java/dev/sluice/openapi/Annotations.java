package dev.sluice.openapi;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.json.JsonCodecs;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The <a
 * href="https://github.com/grpc-ecosystem/grpc-gateway/tree/main/protoc-gen-openapiv2/options">openapiv2
 * annotations</a> of grpc-gateway in descriptors, as JSON by the names of their fields.
 *
 * <p>Their types are taken from the descriptor set itself, which has them where it uses them: there
 * is no class for them. What is not annotated is an empty object.
 */
final class Annotations {

  /** For descriptors without annotations. */
  static final Annotations NONE = new Annotations(Map.of());

  private static final int NUMBER = 1042;
  private static final String PACKAGE = "grpc.gateway.protoc_gen_openapiv2.options";

  private final Map<String, Descriptor> types;
  private final JsonCodecs codecs =
      JsonCodecs.create(JsonOptions.defaults(), TypeRegistry.getEmptyTypeRegistry());

  private Annotations(Map<String, Descriptor> types) {
    this.types = types;
  }

  static Annotations of(DescriptorSet set) {
    Map<String, Descriptor> types = new HashMap<>();
    for (FileDescriptor file : set.files()) {
      if (file.getPackage().equals(PACKAGE)) {
        for (FieldDescriptor extension : file.getExtensions()) {
          if (extension.getNumber() == NUMBER
              && extension.getJavaType() == JavaType.MESSAGE
              && !extension.isRepeated()) {
            types.put(extension.getContainingType().getFullName(), extension.getMessageType());
          }
        }
      }
    }
    return types.isEmpty() ? NONE : new Annotations(types);
  }

  JsonObject of(FileDescriptor file) {
    return read(file.getFullName(), file.getOptions());
  }

  JsonObject of(ServiceDescriptor service) {
    return read(service.getFullName(), service.getOptions());
  }

  JsonObject of(MethodDescriptor method) {
    return read(method.getFullName(), method.getOptions());
  }

  JsonObject of(Descriptor message) {
    return read(message.getFullName(), message.getOptions());
  }

  JsonObject of(FieldDescriptor field) {
    return read(field.getFullName(), field.getOptions());
  }

  JsonObject of(EnumDescriptor enumeration) {
    return read(enumeration.getFullName(), enumeration.getOptions());
  }

  private JsonObject read(String place, Message options) {
    Descriptor type = types.get(options.getDescriptorForType().getFullName());
    if (type == null || !options.getUnknownFields().hasField(NUMBER)) {
      return new JsonObject();
    }
    try {
      Message annotation =
          DynamicMessage.parseFrom(type, bytes(options.getUnknownFields(), NUMBER));
      byte[] json = codecs.codec(annotation).write(annotation);
      return new JsonObject(new String(json, StandardCharsets.UTF_8));
    } catch (InvalidProtocolBufferException | JsonException e) {
      throw new IllegalArgumentException(
          place + ": an annotation that cannot be read: " + e.getMessage(), e);
    }
  }

  /** The bytes of an embedded message; if it came in pieces, they are one after the other. */
  static ByteString bytes(UnknownFieldSet fields, int number) {
    return ByteString.copyFrom(fields.getField(number).getLengthDelimitedList());
  }
}
