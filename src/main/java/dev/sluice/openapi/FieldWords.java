package dev.sluice.openapi;

import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.api.ResourceDescriptor;
import com.google.api.ResourceProto;
import com.google.api.ResourceReference;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/field_behavior.proto">google.api.field_behavior</a>
 * and <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/resource.proto">google.api.resource</a>
 * say, in keywords, in words, and in {@code x-resource} and {@code x-resource-reference}.
 *
 * <p>The pattern of a resource's name is no keyword: where a name is still to be made, it is empty.
 */
final class FieldWords {

  private FieldWords() {}

  static boolean has(FieldDescriptor field, FieldBehavior behavior) {
    return field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior).contains(behavior);
  }

  /** What there is to tell of a field, a sentence each. */
  static List<String> of(FieldDescriptor field) {
    List<String> words = new ArrayList<>();
    for (FieldBehavior behavior :
        field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior)) {
      switch (behavior) {
        case IMMUTABLE -> words.add("Cannot be changed once it is set.");
        case IDENTIFIER -> words.add("Names the resource.");
        case UNORDERED_LIST -> words.add("In no particular order.");
        case NON_EMPTY_DEFAULT -> words.add("If it is empty, the server sets it.");
        default -> {}
      }
    }
    ResourceReference reference = reference(field);
    String type = type(reference);
    if (type.equals("*")) {
      words.add("The name of a resource of any type.");
    } else if (!type.isEmpty()) {
      words.add(
          reference.getType().isEmpty()
              ? "The name of the parent of a `" + type + "`."
              : "The name of a `" + type + "`.");
    }
    return words;
  }

  /** Adds the extension of a field that refers to a resource. */
  static void addReference(JsonObject schema, FieldDescriptor field) {
    ResourceReference reference = reference(field);
    if (!type(reference).isEmpty()) {
      schema.put(
          "x-resource-reference",
          reference.getType().isEmpty()
              ? new JsonObject().put("childType", reference.getChildType())
              : new JsonObject().put("type", reference.getType()));
    }
  }

  private static ResourceReference reference(FieldDescriptor field) {
    return field.getOptions().getExtension(ResourceProto.resourceReference);
  }

  private static String type(ResourceReference reference) {
    return reference.getType().isEmpty() ? reference.getChildType() : reference.getType();
  }

  /** What there is to tell of a message that is a resource; empty if it is none. */
  static String of(Descriptor message) {
    ResourceDescriptor resource = message.getOptions().getExtension(ResourceProto.resource);
    String patterns =
        resource.getPatternList().stream()
            .filter(pattern -> !pattern.equals("*"))
            .map(pattern -> "`" + pattern + "`")
            .collect(Collectors.joining(" or "));
    return patterns.isEmpty() ? "" : "Its name is of the form " + patterns + ".";
  }

  /** Adds the extension of a message that is a resource. */
  static void addResource(JsonObject schema, Descriptor message) {
    ResourceDescriptor resource = message.getOptions().getExtension(ResourceProto.resource);
    if (!resource.getType().isEmpty()) {
      schema.put(
          "x-resource",
          new JsonObject()
              .put("type", resource.getType())
              .put("patterns", new JsonArray(List.copyOf(resource.getPatternList()))));
    }
  }
}
