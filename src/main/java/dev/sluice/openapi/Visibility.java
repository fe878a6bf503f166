package dev.sluice.openapi;

import com.google.api.VisibilityProto;
import com.google.api.VisibilityRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.GeneratedMessage.ExtendableMessage;
import com.google.protobuf.GeneratedMessage.GeneratedExtension;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;

/**
 * What may be seen of descriptors, by <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/visibility.proto">google.api.visibility</a>:
 * all that bears no label, and what bears one of those that are permitted.
 *
 * @param labels the labels that are permitted
 */
record Visibility(Set<String> labels) {

  /** Copies the set. */
  Visibility {
    labels = Set.copyOf(labels);
  }

  /** What may be seen in a document that was generated. */
  static Visibility of(JsonObject document) {
    Set<String> labels = new HashSet<>();
    if (document.getValue(ContractGenerator.GENERATED_VISIBILITY) instanceof JsonArray array) {
      array.forEach(label -> labels.add(String.valueOf(label)));
    }
    return new Visibility(labels);
  }

  boolean shows(ServiceDescriptor service) {
    return permits(service.getOptions(), VisibilityProto.apiVisibility);
  }

  /** Whether a method may be seen, which takes its service and its messages too. */
  boolean shows(MethodDescriptor method) {
    return shows(method.getService())
        && permits(method.getOptions(), VisibilityProto.methodVisibility)
        && shows(method.getInputType())
        && shows(method.getOutputType());
  }

  boolean shows(EnumValueDescriptor value) {
    return permits(value.getOptions(), VisibilityProto.valueVisibility);
  }

  /** Whether a field may be seen, which takes its type too. */
  boolean shows(FieldDescriptor field) {
    if (!permits(field.getOptions(), VisibilityProto.fieldVisibility)) {
      return false;
    }
    if (field.isMapField()) {
      return shows(field.getMessageType().findFieldByNumber(2));
    }
    return field.getJavaType() == JavaType.MESSAGE
        ? shows(field.getMessageType())
        : field.getJavaType() != JavaType.ENUM || shows(field.getEnumType());
  }

  private boolean shows(Descriptor message) {
    Descriptor outer = message.getContainingType();
    return permits(message.getOptions(), VisibilityProto.messageVisibility)
        && (outer == null || shows(outer));
  }

  private boolean shows(EnumDescriptor enumeration) {
    Descriptor outer = enumeration.getContainingType();
    return permits(enumeration.getOptions(), VisibilityProto.enumVisibility)
        && (outer == null || shows(outer));
  }

  private <O extends ExtendableMessage<O>> boolean permits(
      O options, GeneratedExtension<O, VisibilityRule> extension) {
    VisibilityRule rule = rule(options, extension);
    if (rule.getRestriction().isBlank()) {
      return true;
    }
    for (String label : rule.getRestriction().split(",", -1)) {
      if (labels.contains(label.strip())) {
        return true;
      }
    }
    return false;
  }

  private static <O extends ExtendableMessage<O>> VisibilityRule rule(
      O options, GeneratedExtension<O, VisibilityRule> extension) {
    if (options.hasExtension(extension)) {
      return options.getExtension(extension);
    }
    if (options.getUnknownFields().hasField(extension.getNumber())) {
      try {
        return VisibilityRule.parseFrom(
            Annotations.bytes(options.getUnknownFields(), extension.getNumber()));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException("visibility: " + e.getMessage(), e);
      }
    }
    return VisibilityRule.getDefaultInstance();
  }
}
