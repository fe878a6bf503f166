package dev.sluice.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import dev.sluice.json.JsonException;
import dev.sluice.json.TextValues;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Binds the parameters of a query to the fields that neither path nor body bind.
 *
 * <p>A parameter is named like a field ({@code page.size}), each name as in the proto or as in
 * JSON. One of a repeated field may stand several times, any other once.
 */
final class QueryBinder {

  private final FieldNames names;
  private final Descriptor type;
  private final List<PathVariable> bound;
  private final @Nullable String body;
  private final boolean lenient;

  /**
   * Makes a binder.
   *
   * @param names finds the fields
   * @param type the request type
   * @param bound what the path binds
   * @param body what the body binds: {@code *}, a field or null
   * @param lenient whether parameters that have no field are ignored
   */
  QueryBinder(
      FieldNames names,
      Descriptor type,
      List<PathVariable> bound,
      @Nullable String body,
      boolean lenient) {
    this.names = names;
    this.type = type;
    this.bound = bound;
    this.body = body;
    this.lenient = lenient;
  }

  /**
   * Binds the parameters of a query.
   *
   * @param query the query as it was sent, without its question mark
   * @param message where the values go
   * @throws RefusedException if a parameter is unknown, bound elsewhere or no value of its field
   */
  void bind(String query, Message.Builder message) {
    Set<FieldPath> given = new HashSet<>();
    int start = 0;
    while (start <= query.length()) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      if (end > start) {
        int equals = query.indexOf('=', start);
        boolean valued = equals >= 0 && equals < end;
        String name = decode(query.substring(start, valued ? equals : end));
        String text = valued ? decode(query.substring(equals + 1, end)) : "";
        bind(name, text, message, given);
      }
      start = end + 1;
    }
  }

  private static String decode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!UriText.isAllowed(text.charAt(i))) {
        throw badEncoding(text);
      }
    }
    String decoded = UriText.decode(text, UriText.Mode.QUERY);
    if (decoded == null) {
      throw badEncoding(text);
    }
    return decoded;
  }

  private static RefusedException badEncoding(String text) {
    return RefusedException.bad(
        "query: " + RefusedException.echo(text) + " (expected: percent-encoded UTF-8)");
  }

  private void bind(String name, String text, Message.Builder message, Set<FieldPath> given) {
    if ("*".equals(body)) {
      if (lenient) {
        return;
      }
      throw RefusedException.badField(
          name, "unexpected parameter: the operation takes its fields from the body");
    }
    FieldPath path = names.find(type, name);
    if (path == null) {
      if (lenient) {
        return;
      }
      throw RefusedException.badField(name, "unknown parameter");
    }
    refuseBoundElsewhere(name, path);
    if (!path.isBindable()) {
      throw RefusedException.badField(name, path.kind() + " cannot be given as a parameter");
    }
    set(name, text, path, message, given);
  }

  private void refuseBoundElsewhere(String name, FieldPath path) {
    for (PathVariable variable : bound) {
      if (variable.field().equals(path)) {
        throw RefusedException.badField(name, "the field is bound by the path");
      }
    }
    if (path.fields().get(0).getName().equals(body)) {
      throw RefusedException.badField(name, "the field is bound by the body");
    }
  }

  private static void set(
      String name, String text, FieldPath path, Message.Builder message, Set<FieldPath> given) {
    FieldDescriptor leaf = path.leaf();
    if (!leaf.isRepeated() && !given.add(path)) {
      throw RefusedException.badField(name, "given more than once");
    }
    Message.Builder owner = message;
    for (FieldDescriptor field : path.fields()) {
      refuseSecondChoice(name, field, owner);
      if (field != leaf) {
        owner = owner.getFieldBuilder(field);
      }
    }
    try {
      Object value = TextValues.parse(owner, leaf, text);
      if (leaf.isRepeated()) {
        owner.addRepeatedField(leaf, value);
      } else {
        owner.setField(leaf, value);
      }
    } catch (JsonException e) {
      throw RefusedException.badField(name, e.problem());
    }
  }

  private static void refuseSecondChoice(
      String name, FieldDescriptor field, Message.Builder owner) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    if (oneof != null && owner.hasOneof(oneof)) {
      FieldDescriptor other = owner.getOneofFieldDescriptor(oneof);
      if (other != field) {
        throw RefusedException.badField(
            name, "excludes " + other.getName() + ", which is given as well");
      }
    }
  }
}
