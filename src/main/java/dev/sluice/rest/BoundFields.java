package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.call.Metadata;
import dev.sluice.json.JsonException;
import dev.sluice.json.TextValues;
import dev.sluice.openapi.FieldBinding;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of an operation's request that go by headers, cookies or the address of the client. They
 * are that and nothing else, whatever the body says, so that a service can rely on them.
 *
 * @param fields the fields, at least one
 */
record BoundFields(List<Bound> fields) {

  /**
   * A field and what is bound to it.
   *
   * @param ignoreCase whether names of enums are read in any case
   */
  record Bound(FieldPath field, FieldBinding binding, boolean ignoreCase) {

    /** Whether each request that is not refused has a value for the field. */
    boolean isAlways() {
      return binding.required() || binding.source() == FieldBinding.Source.REMOTE_ADDRESS;
    }
  }

  BoundFields {
    fields = List.copyOf(fields);
  }

  /**
   * The values that a request has for the fields.
   *
   * @throws RefusedException if one is missing that is required, is given twice, or is no text
   */
  Values of(HttpServerRequest request) {
    List<Value> values = new ArrayList<>(fields.size());
    for (Bound bound : fields) {
      FieldBinding binding = bound.binding;
      String text =
          switch (binding.source()) {
            case HEADER -> header(request, binding.name());
            case COOKIE -> cookie(request, binding.name());
            case REMOTE_ADDRESS -> address(request);
          };
      if (text == null && binding.required()) {
        throw RefusedException.badField(binding.name(), "required but not given" + in(binding));
      }
      if (text != null && binding.source() == FieldBinding.Source.HEADER) {
        checkText(binding, text);
      }
      values.add(new Value(bound, text));
    }
    return new Values(values);
  }

  private static @Nullable String header(HttpServerRequest request, String name) {
    List<String> all = request.headers().getAll(name);
    if (all.size() > 1) {
      throw RefusedException.badField(name, "given more than once in the headers");
    }
    return all.isEmpty() ? null : all.get(0).strip();
  }

  private static void checkText(FieldBinding binding, String text) {
    if (!Metadata.isAllowedValue(text)) {
      throw RefusedException.badField(binding.name(), "expected printable ASCII" + in(binding));
    }
  }

  /** A cookie of <a href="https://www.rfc-editor.org/rfc/rfc6265#section-5.4">RFC 6265</a>. */
  private static @Nullable String cookie(HttpServerRequest request, String name) {
    for (String header : request.headers().getAll(HttpHeaders.COOKIE)) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
          return decoded(pair.substring(equals + 1).strip());
        }
      }
    }
    return null;
  }

  private static String decoded(String value) {
    int last = value.length() - 1;
    boolean quoted = last > 0 && value.charAt(0) == '"' && value.charAt(last) == '"';
    String plain = quoted ? value.substring(1, last) : value;
    String decoded = UriText.decode(plain, UriText.Mode.ALL);
    return decoded == null ? plain : decoded;
  }

  private static @Nullable String address(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? null : address.hostAddress();
  }

  private static String in(FieldBinding binding) {
    return binding.source() == FieldBinding.Source.COOKIE ? " in the cookies" : " in the headers";
  }

  /** What one request has for one field; null for nothing. */
  private record Value(Bound bound, @Nullable String text) {

    void bind(Message.Builder message) {
      if (text == null) {
        clear(message);
        return;
      }
      FieldPath field = bound.field;
      Message.Builder owner = field.owner(message);
      try {
        owner.setField(field.leaf(), TextValues.parse(owner, field.leaf(), text, bound.ignoreCase));
      } catch (JsonException e) {
        throw RefusedException.badField(bound.binding.name(), e.problem() + in(bound.binding));
      }
    }

    private void clear(Message.Builder message) {
      Message.Builder owner = message;
      int last = bound.field.fields().size() - 1;
      for (int i = 0; i < last; i++) {
        if (!owner.hasField(bound.field.fields().get(i))) {
          return;
        }
        owner = owner.getFieldBuilder(bound.field.fields().get(i));
      }
      owner.clearField(bound.field.leaf());
    }
  }

  /** What one request has for the fields. */
  static final class Values {

    private final List<Value> values;

    private Values(List<Value> values) {
      this.values = values;
    }

    /**
     * Sets the fields, or clears those that the request has nothing for.
     *
     * @throws RefusedException if a text is no value of its field
     */
    void bind(Message.Builder message) {
      for (Value value : values) {
        value.bind(message);
      }
    }
  }
}
