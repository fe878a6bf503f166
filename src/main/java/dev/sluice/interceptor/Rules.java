package dev.sluice.interceptor;

import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import build.buf.validate.ValidateProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.GeneratedMessage.ExtendableMessage;
import com.google.protobuf.GeneratedMessage.GeneratedExtension;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which message types have rules of {@code buf.validate}, generated types and dynamic ones. */
final class Rules {

  private static final ExtensionRegistry REGISTRY = ExtensionRegistry.newInstance();

  static {
    ValidateProto.registerAllExtensions(REGISTRY);
  }

  private Rules() {}

  /**
   * The types that a type is made of, by way of fields whose rules are not ignored: each after
   * those that it is made of, where they are not made of each other, and the type itself last.
   */
  static Set<Descriptor> reached(Descriptor type) {
    Set<Descriptor> reached = new LinkedHashSet<>();
    reach(type, new HashSet<>(), reached);
    return reached;
  }

  private static void reach(Descriptor type, Set<Descriptor> seen, Set<Descriptor> reached) {
    if (!seen.add(type)) {
      return;
    }
    for (FieldDescriptor field : type.getFields()) {
      if (field.getJavaType() == JavaType.MESSAGE && !isIgnored(field)) {
        reach(field.getMessageType(), seen, reached);
      }
    }
    reached.add(type);
  }

  /** Whether a type has rules itself, or its fields or oneofs have. */
  static boolean has(Descriptor type) {
    return has(type.getOptions(), ValidateProto.message)
        || type.getOneofs().stream().anyMatch(o -> has(o.getOptions(), ValidateProto.oneof))
        || type.getFields().stream()
            .anyMatch(f -> has(f.getOptions(), ValidateProto.field) && !isIgnored(f));
  }

  private static <O extends ExtendableMessage<O>> boolean has(
      O options, GeneratedExtension<O, ?> extension) {
    return options.hasExtension(extension)
        || options.getUnknownFields().hasField(extension.getNumber());
  }

  private static boolean isIgnored(FieldDescriptor field) {
    FieldOptions options = field.getOptions();
    if (!has(options, ValidateProto.field)) {
      return false;
    }
    try {
      // Options of a dynamic type may have been parsed without the extension known.
      FieldRules rules =
          options.hasExtension(ValidateProto.field)
              ? options.getExtension(ValidateProto.field)
              : FieldOptions.parseFrom(options.toByteString(), REGISTRY)
                  .getExtension(ValidateProto.field);
      return rules.getIgnore() == Ignore.IGNORE_ALWAYS;
    } catch (InvalidProtocolBufferException e) {
      return false; // to compile it will say what is wrong
    }
  }
}
