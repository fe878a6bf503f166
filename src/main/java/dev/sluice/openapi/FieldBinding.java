package dev.sluice.openapi;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field of the request message that goes by something other than the path, the query and the
 * body: in the contract a parameter {@code in: header} or {@code in: cookie} with {@code
 * x-grpc-field}, or the operation's {@code x-grpc-remote-address}.
 *
 * @param field the field, dots between nested names
 * @param source what is bound to it
 * @param name the name of the header or the cookie; empty for the address
 * @param required whether a request without it is refused
 */
public record FieldBinding(String field, Source source, String name, boolean required) {

  /** What is bound. */
  public enum Source {
    /** A header of the request. */
    HEADER,
    /** A cookie of the request. */
    COOKIE,
    /** The IP address that the request comes from. */
    REMOTE_ADDRESS
  }

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Headers that OpenAPI does not take for parameters, and those that are no request's own. */
  private static final Set<String> OTHERS =
      Set.of(
          "accept",
          "authorization",
          "connection",
          "content-length",
          "content-type",
          "cookie",
          "te",
          "transfer-encoding",
          "upgrade");

  static List<FieldBinding> sorted(List<FieldBinding> bindings) {
    return bindings.stream()
        .sorted(Comparator.comparing(FieldBinding::field).thenComparing(FieldBinding::name))
        .toList();
  }

  /** What of the bindings a method cannot serve, one line each. */
  static List<String> faults(List<FieldBinding> bindings, MethodDescriptor method) {
    List<String> faults = new ArrayList<>();
    Set<List<FieldDescriptor>> bound = new HashSet<>();
    for (FieldBinding binding : bindings) {
      FieldPath path = FieldPath.find(method.getInputType(), binding.field);
      if (!binding.named()) {
        faults.add(binding + " (expected: a name that can be one, and is not HTTP's own)");
      }
      if (path == null) {
        faults.add(binding + " (expected: a field of " + method.getInputType().getFullName() + ")");
      } else if (!path.singular() || !FieldPath.isText(path.leaf())) {
        faults.add(binding + " (expected: a field of one value that a text can say)");
      } else if (binding.source == Source.REMOTE_ADDRESS
          && path.leaf().getType() != FieldDescriptor.Type.STRING) {
        faults.add(binding + " (expected: a string, for the address)");
      } else if (!bound.add(path.fields())) {
        faults.add(binding + " (expected: a field that is bound once)");
      }
    }
    return faults;
  }

  /** Whether a name is that of a header that OpenAPI takes for a parameter. */
  static boolean isHeader(String name) {
    return TOKEN.matcher(name).matches() && !OTHERS.contains(name.toLowerCase(Locale.ROOT));
  }

  private boolean named() {
    return switch (source) {
      case HEADER -> isHeader(name);
      case COOKIE -> TOKEN.matcher(name).matches();
      case REMOTE_ADDRESS -> true;
    };
  }

  /** The field, if the message has it. */
  @Nullable FieldPath path(MethodDescriptor method) {
    return FieldPath.find(method.getInputType(), field);
  }

  /** How people name it: {@code header X-Tenant: caller.tenant}. */
  @Override
  public String toString() {
    return switch (source) {
      case HEADER -> "header " + name + ": " + field;
      case COOKIE -> "cookie " + name + ": " + field;
      case REMOTE_ADDRESS -> "remote address: " + field;
    };
  }
}
