package dev.sluice.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sluice.config.QueryConfig;
import dev.sluice.json.JsonCodecs;
import dev.sluice.json.JsonException;
import dev.sluice.json.TextValues;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Binds the parameters of a query to the fields that neither path nor body bind.
 *
 * <p>A parameter is named like a field ({@code page.size}), each name as in the proto or as in
 * JSON. One of a repeated field may stand several times, any other once. An entry of a map is named
 * with its key, {@code labels[k]}. Values are text, and JSON where they are messages that have no
 * text: elements of lists, values of maps, and types like Struct.
 *
 * <p>{@code $prettyPrint} is no field: it asks for an answer that is indented. A configuration may
 * allow for others that ask how JSON is spelled.
 */
final class QueryBinder {

  private static final String PRETTY_PRINT = "$prettyPrint";
  private static final int MAX_PARAMETERS = 10_000;

  private final FieldNames names;
  private final Descriptor type;
  private final List<PathVariable> bound;
  private final @Nullable String body;
  private final Rules rules;

  /**
   * What holds for all parameters.
   *
   * @param config how they are read
   * @param codecs read values that are JSON
   * @param elsewhere fields that go by headers, cookies or the address
   * @param form whether they are those of a form, which asks for nothing
   */
  record Rules(QueryConfig config, JsonCodecs codecs, Set<FieldPath> elsewhere, boolean form) {

    private boolean isOption(String name) {
      return name.startsWith("$")
          && !form
          && (name.equals(PRETTY_PRINT) || config.json().contains(name.substring(1)));
    }
  }

  /**
   * Makes a binder.
   *
   * @param names finds the fields
   * @param type the request type
   * @param bound what the path binds
   * @param body what the body binds: {@code *}, a field or null
   * @param rules what holds for all parameters
   */
  QueryBinder(
      FieldNames names,
      Descriptor type,
      List<PathVariable> bound,
      @Nullable String body,
      Rules rules) {
    this.names = names;
    this.type = type;
    this.bound = bound;
    this.body = body;
    this.rules = rules;
  }

  /** A binder of forms that are the body, in which every field of a message may be. */
  QueryBinder forBody(Descriptor message) {
    return new QueryBinder(
        names,
        message,
        List.of(),
        null,
        new Rules(rules.config().ofForms(), rules.codecs(), Set.of(), true));
  }

  /**
   * Binds the parameters of a query.
   *
   * @param query the query as it was sent, without its question mark
   * @param message where the values go
   * @throws RefusedException if a parameter is unknown, bound elsewhere or no value of its field
   */
  void bind(String query, Message.Builder message) {
    GivenParameters given = new GivenParameters();
    UriText.Mode mode = rules.config().plusAsSpace() ? UriText.Mode.QUERY : UriText.Mode.ALL;
    Set<String> ignored = rules.config().ignored();
    forEach(
        query,
        mode,
        (name, text) -> {
          if (!ignored.contains(name)) {
            bind(name, text, message, given);
          }
        });
  }

  /** Calls an action with the name and value of each parameter, both decoded. */
  private static void forEach(String query, UriText.Mode mode, BiConsumer<String, String> action) {
    int start = 0;
    int count = 0;
    while (start <= query.length()) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      if (end > start) {
        if (++count > MAX_PARAMETERS) {
          throw RefusedException.bad("query or form: more than " + MAX_PARAMETERS + " parameters");
        }
        int equals = equals(query, start, end);
        boolean valued = equals >= 0;
        String sent = query.substring(start, valued ? equals : end);
        String name = decode(sent, mode);
        if (name == null) {
          throw RefusedException.bad(
              "query or form: "
                  + RefusedException.echo(sent)
                  + " (expected: percent-encoded UTF-8)");
        }
        String value = valued ? decode(query.substring(equals + 1, end), mode) : "";
        if (value == null) {
          String got = RefusedException.echo(query.substring(equals + 1, end));
          throw bad(name, got, "expected percent-encoded UTF-8, got \"" + got + '"');
        }
        action.accept(name, value);
      }
      start = end + 1;
    }
  }

  /** The index of the equals sign of one parameter, or -1: what follows is not searched for one. */
  private static int equals(String query, int start, int end) {
    for (int i = start; i < end; i++) {
      if (query.charAt(i) == '=') {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether a query asks for an answer that is indented.
   *
   * @param query the query as it was sent, or null
   * @param fallback what holds if it does not say
   */
  static boolean isPretty(@Nullable String query, boolean fallback) {
    if (query == null || !query.contains("prettyPrint")) {
      return fallback;
    }
    boolean[] pretty = {fallback};
    forEach(
        query,
        UriText.Mode.QUERY,
        (name, text) -> {
          if (name.equals(PRETTY_PRINT)) {
            pretty[0] = isTrue(name, text);
          }
        });
    return pretty[0];
  }

  /**
   * The settings that a query asks for, by parameters that are their names after a dollar sign.
   *
   * @param keys the settings that it may ask for
   */
  static JsonObject settings(String query, Set<String> keys) {
    JsonObject asked = new JsonObject();
    if (query.contains("$") || query.contains("%24")) {
      forEach(
          query,
          UriText.Mode.QUERY,
          (name, text) -> {
            if (name.startsWith("$") && keys.contains(name.substring(1))) {
              asked.put(name.substring(1), isTrue(name, text));
            }
          });
    }
    return asked;
  }

  private static boolean isTrue(String name, String text) {
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      throw RefusedException.badField(name, "expected true or false");
    }
    return !text.equals("false");
  }

  /** What a part of a query says, or null if it is not encoded as it should be. */
  private static @Nullable String decode(String text, UriText.Mode mode) {
    for (int i = 0; i < text.length(); i++) {
      if (!UriText.isAllowed(text.charAt(i))) {
        return null;
      }
    }
    return UriText.decode(text, mode);
  }

  private void bind(String name, String text, Message.Builder message, GivenParameters given) {
    if (rules.isOption(name)) {
      if (!given.add(name)) {
        throw RefusedException.badField(name, "given more than once");
      }
      return;
    }
    if ("*".equals(body)) {
      if (rules.config().ignoresUnknown()) {
        return;
      }
      throw bad(name, text, "unexpected parameter: the operation takes its fields from the body");
    }
    int bracket = name.endsWith("]") ? name.indexOf('[') : -1;
    FieldPath path = names.find(type, bracket < 0 ? name : name.substring(0, bracket));
    if (path == null || (bracket >= 0 && !path.leaf().isMapField())) {
      if (rules.config().ignoresUnknown()) {
        return;
      }
      throw bad(name, text, "unknown parameter");
    }
    refuseBoundElsewhere(name, path);
    if (bracket >= 0) {
      String key = name.substring(bracket + 1, name.length() - 1);
      putEntry(new Parameter(name, text, path), key, message, given);
    } else if (path.leaf().isMapField()) {
      throw RefusedException.badField(name, "a map is given by its keys: " + name + "[key]=value");
    } else if (path.isBindable() || FieldPath.isJson(path.leaf())) {
      set(new Parameter(name, text, path), message, given);
    } else {
      throw RefusedException.badField(name, path.kind() + " cannot be given as a parameter");
    }
  }

  /** A parameter that is refused; one without a name by its value. */
  private static RefusedException bad(String name, String value, String problem) {
    return name.isEmpty()
        ? RefusedException.bad(
            "query or form: =" + RefusedException.echo(value) + " (expected: a name before the =)")
        : RefusedException.badField(name, problem);
  }

  private record Parameter(String name, String text, FieldPath path) {}

  /**
   * Binds the parts of a form: those of bytes and of HttpBody as they are, others like parameters.
   *
   * @param message where the values go
   * @throws RefusedException if a part is unknown or no value of its field
   */
  void bind(List<FormParts.Part> parts, Message.Builder message) {
    GivenParameters given = new GivenParameters();
    for (FormParts.Part part : parts) {
      FieldPath path = names.find(type, part.name());
      if (path == null || !isRaw(path.leaf())) {
        bind(part.name(), part.text(), message, given);
        continue;
      }
      FieldDescriptor leaf = path.leaf();
      if (!leaf.isRepeated() && !given.add(path)) {
        throw RefusedException.badField(part.name(), "given more than once");
      }
      Message.Builder owner = owner(new Parameter(part.name(), "", path), message);
      Object value = rawValue(owner, leaf, part);
      if (leaf.isRepeated()) {
        owner.addRepeatedField(leaf, value);
      } else {
        owner.setField(leaf, value);
      }
    }
  }

  private static boolean isRaw(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.BYTES || HttpBodies.isBody(field);
  }

  private static Object rawValue(
      Message.Builder owner, FieldDescriptor field, FormParts.Part part) {
    if (field.getType() == FieldDescriptor.Type.BYTES) {
      return ByteString.copyFrom(part.array());
    }
    Message.Builder body = owner.newBuilderForField(field);
    HttpBodies.set(body, part.contentType(), part);
    return body.build();
  }

  private void putEntry(
      Parameter parameter, String keyText, Message.Builder message, GivenParameters given) {
    FieldDescriptor map = parameter.path().leaf();
    Message.Builder owner = owner(parameter, message);
    Message.Builder entry = owner.newBuilderForField(map);
    FieldDescriptor key = map.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = map.getMessageType().findFieldByNumber(2);
    try {
      Object keyValue = TextValues.parse(entry, key, keyText);
      if (!given.add(parameter.path(), keyValue)) {
        throw RefusedException.badField(parameter.name(), "given more than once");
      }
      entry.setField(key, keyValue).setField(value, value(entry, value, parameter.text()));
    } catch (JsonException e) {
      throw refused(parameter, e);
    }
    owner.addRepeatedField(map, entry.build());
  }

  /** A value of a field: text, or JSON if its type has no text. */
  private Object value(Message.Builder owner, FieldDescriptor field, String text)
      throws JsonException {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || FieldPath.isText(field)) {
      return TextValues.parse(owner, field, text, rules.codecs().options().caseInsensitiveEnums());
    }
    Message prototype = owner.newBuilderForField(field).getDefaultInstanceForType();
    return rules.codecs().codec(prototype).read(text.getBytes(StandardCharsets.UTF_8));
  }

  private void refuseBoundElsewhere(String name, FieldPath path) {
    for (PathVariable variable : bound) {
      if (variable.field().equals(path)) {
        throw RefusedException.badField(name, "the field is bound by the path");
      }
    }
    if (rules.elsewhere().contains(path)) {
      throw RefusedException.badField(name, "the field is bound by something else than the query");
    }
    if (path.fields().get(0).getName().equals(body)) {
      throw RefusedException.badField(name, "the field is bound by the body");
    }
  }

  private void set(Parameter parameter, Message.Builder message, GivenParameters given) {
    FieldDescriptor leaf = parameter.path().leaf();
    if (!leaf.isRepeated() && !given.add(parameter.path())) {
      throw RefusedException.badField(parameter.name(), "given more than once");
    }
    Message.Builder owner = owner(parameter, message);
    try {
      Object value = value(owner, leaf, parameter.text());
      if (leaf.isRepeated()) {
        owner.addRepeatedField(leaf, value);
      } else {
        owner.setField(leaf, value);
      }
    } catch (JsonException e) {
      throw refused(parameter, e);
    }
  }

  /** A refusal of a value, which names the field within it that is at fault if it is JSON. */
  private static RefusedException refused(Parameter parameter, JsonException why) {
    String within = why.fieldPath();
    String separator = within.isEmpty() || within.startsWith("[") ? "" : ".";
    return RefusedException.badField(parameter.name() + separator + within, why.problemAndPlace());
  }

  /** The builder of the message that has the parameter's field, if the choices before allow it. */
  private static Message.Builder owner(Parameter parameter, Message.Builder message) {
    Message.Builder owner = message;
    for (FieldDescriptor field : parameter.path().fields()) {
      FieldDescriptor other = FieldPath.excluded(field, owner);
      if (other != null) {
        throw FieldPath.excludes(parameter.name(), other.getName());
      }
      if (field != parameter.path().leaf()) {
        owner = owner.getFieldBuilder(field);
      }
    }
    return owner;
  }
}
