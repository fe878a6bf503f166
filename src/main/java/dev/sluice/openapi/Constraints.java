package dev.sluice.openapi;

import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import build.buf.validate.MapRules;
import build.buf.validate.MessageOneofRule;
import build.buf.validate.MessageRules;
import build.buf.validate.RepeatedRules;
import build.buf.validate.Rule;
import build.buf.validate.ValidateProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rules of <a
 * href="https://github.com/bufbuild/protovalidate/blob/main/proto/protovalidate/buf/validate/validate.proto">buf.validate</a>
 * in the keywords of JSON Schema, or where it has none in words.
 *
 * <p>A keyword is only written where it says no more than the rule does of the field's JSON.
 */
final class Constraints {

  private static final String ZERO_PASSES = "May be left empty.";

  private Constraints() {}

  /** The rules of a field; none if they do not count. */
  static FieldRules of(FieldDescriptor field) {
    FieldOptions options = field.getOptions();
    if (options.getUnknownFields().hasField(ValidateProto.field.getNumber())) {
      try {
        options = FieldOptions.parseFrom(options.toByteString(), DescriptorSet.registry());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(field.getFullName() + ": " + e.getMessage(), e);
      }
    }
    FieldRules rules = options.getExtension(ValidateProto.field);
    if (rules.getIgnore() == Ignore.IGNORE_ALWAYS) {
      return FieldRules.getDefaultInstance();
    }
    return !rules.hasIgnore() && isOneOfSeveral(field)
        ? rules.toBuilder().setIgnore(Ignore.IGNORE_IF_ZERO_VALUE).build()
        : rules;
  }

  /** Whether a field has to be set. */
  static boolean isRequired(FieldDescriptor field) {
    return of(field).getRequired();
  }

  private static MessageRules of(Descriptor message) {
    MessageOptions options = message.getOptions();
    if (options.getUnknownFields().hasField(ValidateProto.message.getNumber())) {
      try {
        options = MessageOptions.parseFrom(options.toByteString(), DescriptorSet.registry());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(message.getFullName() + ": " + e.getMessage(), e);
      }
    }
    return options.getExtension(ValidateProto.message);
  }

  private static boolean isOneOfSeveral(FieldDescriptor field) {
    return of(field.getContainingType()).getOneofList().stream()
        .anyMatch(oneof -> oneof.getFieldsList().contains(field.getName()));
  }

  /** Whether a oneof of the language has to be set. */
  static boolean isRequired(OneofDescriptor oneof) {
    OneofOptions options = oneof.getOptions();
    if (options.getUnknownFields().hasField(ValidateProto.oneof.getNumber())) {
      try {
        options = OneofOptions.parseFrom(options.toByteString(), DescriptorSet.registry());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(oneof.getFullName() + ": " + e.getMessage(), e);
      }
    }
    return options.getExtension(ValidateProto.oneof).getRequired();
  }

  /** What the rules of a message say of it as a whole, a sentence each. */
  static List<String> words(Descriptor message) {
    MessageRules rules = of(message);
    List<String> words = new ArrayList<>();
    for (MessageOneofRule oneof : rules.getOneofList()) {
      words.add(
          oneof.getFieldsList().stream()
              .map(name -> "`" + message.findFieldByName(name).getJsonName() + "`")
              .collect(
                  Collectors.joining(
                      ", ",
                      (oneof.getRequired() ? "Exactly" : "At most") + " one of ",
                      " is set.")));
    }
    addExpressions(rules.getCelList(), rules.getCelExpressionList(), words);
    return words;
  }

  /**
   * Adds keywords to the schema of all values of a field.
   *
   * @return what no keyword says, a sentence each
   */
  static List<String> add(JsonObject schema, FieldDescriptor field) {
    FieldRules rules = of(field);
    List<String> words = new ArrayList<>();
    boolean zeroPasses = rules.getIgnore() == Ignore.IGNORE_IF_ZERO_VALUE && !field.hasPresence();
    if (field.isMapField()) {
      addMap(schema, field, rules, words);
    } else if (field.isRepeated()) {
      addRepeated(schema, field, rules, words);
    } else {
      addOne(schema, field, rules, words);
    }
    if (rules.getRequired() && !field.hasPresence()) {
      addNotEmpty(schema, field);
    }
    if (zeroPasses && ZeroValue.exempt(schema, field)) {
      words.add(ZERO_PASSES);
    }
    addExpressions(rules.getCelList(), rules.getCelExpressionList(), words);
    return words;
  }

  private static void addNotEmpty(JsonObject schema, FieldDescriptor field) {
    if (field.isMapField()) {
      atLeast(schema, "minProperties", 1);
    } else if (field.isRepeated()) {
      atLeast(schema, "minItems", 1);
    } else if (field.getJavaType() == JavaType.STRING
        || field.getJavaType() == JavaType.BYTE_STRING) {
      atLeast(schema, "minLength", 1);
    }
  }

  private static void atLeast(JsonObject schema, String keyword, long minimum) {
    if (schema.getLong(keyword, 0L) < minimum) {
      schema.put(keyword, minimum);
    }
  }

  private static void addMap(
      JsonObject schema, FieldDescriptor field, FieldRules rules, List<String> words) {
    MapRules map = rules.getMap();
    if (map.hasMinPairs()) {
      schema.put("minProperties", map.getMinPairs());
    }
    if (map.hasMaxPairs()) {
      schema.put("maxProperties", map.getMaxPairs());
    }
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    if (map.hasKeys()) {
      // Keys are texts in JSON, whatever their type: of a number, only words are true.
      JsonObject names = new JsonObject();
      List<String> ofKeys = within(names, key, map.getKeys());
      if (key.getJavaType() == JavaType.STRING && !names.isEmpty()) {
        schema.put("propertyNames", names);
      } else {
        names.forEach(e -> ofKeys.add("`" + e.getKey() + ": " + e.getValue() + "`."));
      }
      ofKeys.forEach(each -> words.add("Each key: " + each));
    }
    if (map.hasValues() && schema.getValue("additionalProperties") instanceof JsonObject values) {
      within(values, field.getMessageType().findFieldByNumber(2), map.getValues())
          .forEach(each -> words.add("Each value: " + each));
    }
  }

  private static void addRepeated(
      JsonObject schema, FieldDescriptor field, FieldRules rules, List<String> words) {
    RepeatedRules repeated = rules.getRepeated();
    if (repeated.hasMinItems()) {
      schema.put("minItems", repeated.getMinItems());
    }
    if (repeated.hasMaxItems()) {
      schema.put("maxItems", repeated.getMaxItems());
    }
    if (repeated.getUnique()) {
      schema.put("uniqueItems", true);
    }
    if (repeated.hasItems() && schema.getValue("items") instanceof JsonObject items) {
      within(items, field, repeated.getItems()).forEach(each -> words.add("Each: " + each));
    }
  }

  /** Adds the rules of items, keys or values. */
  private static List<String> within(JsonObject schema, FieldDescriptor field, FieldRules rules) {
    List<String> words = new ArrayList<>();
    if (rules.getIgnore() == Ignore.IGNORE_ALWAYS) {
      return words;
    }
    addOne(schema, field, rules, words);
    if (rules.getIgnore() == Ignore.IGNORE_IF_ZERO_VALUE && ZeroValue.exempt(schema, field)) {
      words.add(ZERO_PASSES);
    }
    addExpressions(rules.getCelList(), rules.getCelExpressionList(), words);
    return words;
  }

  private static void addOne(
      JsonObject schema, FieldDescriptor field, FieldRules rules, List<String> words) {
    for (Map.Entry<FieldDescriptor, Object> rule : rules.getAllFields().entrySet()) {
      if (rule.getKey().getContainingOneof() != null) {
        // Of wrappers, the rules are those of what is wrapped.
        boolean wrapped =
            field.getJavaType() == JavaType.MESSAGE && WellKnown.isWrapper(field.getMessageType());
        FieldDescriptor scalar = wrapped ? field.getMessageType().findFieldByNumber(1) : field;
        new ValueConstraints(schema, scalar, words).add((Message) rule.getValue());
        if (wrapped && schema.getValue("enum") instanceof JsonArray values) {
          values.addNull();
        }
      }
    }
  }

  private static void addExpressions(
      List<Rule> rules, List<String> expressions, List<String> words) {
    for (Rule rule : rules) {
      words.add(
          rule.getMessage().isEmpty()
              ? "`" + rule.getExpression() + "`"
              : sentence(rule.getMessage()));
    }
    expressions.forEach(expression -> words.add("`" + expression + "`"));
  }

  static String sentence(String message) {
    String first = message.substring(0, 1).toUpperCase(Locale.ROOT);
    return first + message.substring(1) + (message.matches("(?s).*[.!?]") ? "" : ".");
  }
}
