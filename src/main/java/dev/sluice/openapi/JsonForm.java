package dev.sluice.openapi;

import com.google.api.FieldBehavior;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.sluice.config.JsonConfig;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * How the JSON is spelled that a schema is of: by the settings of {@link JsonConfig} that can be
 * seen in a schema.
 *
 * @param traits what is other than in the proto3 JSON mapping
 */
record JsonForm(Set<Trait> traits) {

  /** The proto3 JSON mapping as it is. */
  static final JsonForm PLAIN = new JsonForm(Set.of());

  /** A setting, and what schemas are called that have it, or lack it, unlike the others. */
  enum Trait {
    PROTO_NAMES("protoFieldNames", "jsonFieldNames"),
    ENUM_NUMBERS("enumsAsNumbers", "enumsAsTexts"),
    INT64_NUMBERS("int64AsNumbers", "int64AsTexts"),
    /** Fields without presence are always there, as is so of answers that have their defaults. */
    COMPLETE("complete", "partial");

    private final String with;
    private final String without;

    Trait(String with, String without) {
      this.with = with;
      this.without = without;
    }
  }

  /** Copies the set. */
  JsonForm {
    traits = Set.copyOf(traits);
  }

  /** The form of answers. */
  static JsonForm ofAnswers(JsonConfig json) {
    EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    add(traits, Trait.PROTO_NAMES, json.protoFieldNames());
    add(traits, Trait.ENUM_NUMBERS, json.enumsAsNumbers());
    add(traits, Trait.INT64_NUMBERS, json.int64AsNumbers());
    add(traits, Trait.COMPLETE, json.emitDefaults());
    return new JsonForm(traits);
  }

  /** The form of requests, which is that of answers, but may leave out what it likes. */
  static JsonForm ofRequests(JsonConfig json) {
    return ofAnswers(json).partial();
  }

  /** The same in which fields may be left out. */
  JsonForm partial() {
    EnumSet<Trait> left = EnumSet.noneOf(Trait.class);
    left.addAll(traits);
    left.remove(Trait.COMPLETE);
    return new JsonForm(left);
  }

  private static void add(Set<Trait> traits, Trait trait, boolean has) {
    if (has) {
      traits.add(trait);
    }
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  String name(FieldDescriptor field) {
    return has(Trait.PROTO_NAMES) ? field.getName() : field.getJsonName();
  }

  /**
   * What a schema is called beside its type; empty if it is no other than by the usual form.
   *
   * @param usual the form of schemas that are called by their types alone
   * @param visible the traits that the type has something of
   */
  String suffix(JsonForm usual, Set<Trait> visible) {
    StringBuilder suffix = new StringBuilder();
    for (Trait trait : Trait.values()) {
      if (visible.contains(trait) && has(trait) != usual.has(trait)) {
        suffix.append('-').append(has(trait) ? trait.with : trait.without);
      }
    }
    return suffix.toString();
  }

  /** The traits that make a difference to the JSON of a message, and of the messages in it. */
  static Set<Trait> visible(Descriptor message, Visibility visibility) {
    EnumSet<Trait> found = EnumSet.noneOf(Trait.class);
    collect(message, visibility, found, new HashSet<>());
    return found;
  }

  private static void collect(
      Descriptor message, Visibility visibility, Set<Trait> found, Set<Descriptor> seen) {
    if (!seen.add(message) || found.size() == Trait.values().length) {
      return;
    }
    if (WellKnown.isWellKnown(message)) {
      add(
          found,
          Trait.INT64_NUMBERS,
          WellKnown.isWrapper(message)
              && message.findFieldByNumber(1).getJavaType() == JavaType.LONG);
      return;
    }
    for (FieldDescriptor field : message.getFields()) {
      if (!visibility.shows(field)) {
        continue;
      }
      boolean entry = message.getOptions().getMapEntry();
      add(found, Trait.PROTO_NAMES, !entry && !field.getName().equals(field.getJsonName()));
      add(found, Trait.COMPLETE, !entry && isAlwaysEmitted(field));
      boolean key = entry && field.getNumber() == 1;
      add(found, Trait.INT64_NUMBERS, !key && field.getJavaType() == JavaType.LONG);
      add(
          found,
          Trait.ENUM_NUMBERS,
          field.getJavaType() == JavaType.ENUM && !WellKnown.isNull(field));
      if (field.getJavaType() == JavaType.MESSAGE) {
        collect(field.getMessageType(), visibility, found, seen);
      }
    }
  }

  /** Whether a field is in each answer that has its defaults. */
  static boolean isAlwaysEmitted(FieldDescriptor field) {
    return !field.hasPresence() && !FieldWords.has(field, FieldBehavior.INPUT_ONLY);
  }
}
