package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of its messages an operation has in headers: {@code Location}, {@code ETag} and
 * {@code If-Match}, of <a href="https://www.rfc-editor.org/rfc/rfc9110">RFC 9110</a>.
 *
 * @param location {@code x-grpc-location}: the {@code Location} of the response, a template with
 *     fields of the response message; null for none
 * @param etag {@code x-grpc-etag}: the field of the response message that is the {@code ETag}, dots
 *     between nested names; null for none
 * @param ifMatch {@code x-grpc-if-match}: the field of the request message that {@code If-Match}
 *     goes to, dots between nested names; null for none
 */
public record ResourceHeaders(
    @Nullable PathTemplate location, @Nullable String etag, @Nullable String ifMatch) {

  /** No headers. */
  public static final ResourceHeaders NONE = new ResourceHeaders(null, null, null);

  /** The names of the parts where they are written. */
  enum Source {
    RULE("location", "etag", "if_match"),
    CONF("location", "etag", "ifMatch"),
    CONTRACT(ContractReader.GRPC_LOCATION, ContractReader.GRPC_ETAG, ContractReader.GRPC_IF_MATCH);

    private final String location;
    private final String etag;
    private final String ifMatch;

    Source(String location, String etag, String ifMatch) {
      this.location = location;
      this.etag = etag;
      this.ifMatch = ifMatch;
    }
  }

  /** What of them a method cannot serve, one line each. */
  List<String> faults(MethodDescriptor method, Source source) {
    List<String> faults = new ArrayList<>();
    Descriptor response = method.getOutputType();
    if (location != null) {
      String place = source.location + ": " + location;
      if (method.isServerStreaming()) {
        faults.add(place + " (expected: none, as the responses are a stream)");
      }
      locationFaults(location, place, response, faults);
    }
    if (etag != null) {
      if (method.isServerStreaming()) {
        faults.add(source.etag + ": " + etag + " (expected: none, as the responses are a stream)");
      }
      tagFaults(etag, source.etag, response, faults);
    }
    if (ifMatch != null) {
      if (method.isClientStreaming()) {
        faults.add(
            source.ifMatch + ": " + ifMatch + " (expected: none, as the requests are a stream)");
      }
      tagFaults(ifMatch, source.ifMatch, method.getInputType(), faults);
    }
    return faults;
  }

  private static void locationFaults(
      PathTemplate location, String place, Descriptor response, List<String> faults) {
    int covered = 0;
    for (PathTemplate.Variable variable : location.variables()) {
      FieldPath field = FieldPath.find(response, variable.fieldPath());
      String at = place + ": " + variable.fieldPath();
      if (field == null) {
        faults.add(at + " (expected: a field of " + response.getFullName() + ")");
      } else if (!field.singular() || !isPlainText(field.leaf())) {
        faults.add(at + " (expected: a text, an integer, a boolean or an enum)");
      }
      for (int i = variable.start(); i < variable.end(); i++) {
        covered += location.segments().get(i) instanceof PathTemplate.Literal ? 0 : 1;
      }
    }
    long wildcards =
        location.segments().stream().filter(s -> !(s instanceof PathTemplate.Literal)).count();
    if (wildcards > covered) {
      faults.add(place + " (expected: a field in braces for each wildcard)");
    }
  }

  private static boolean isPlainText(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING, INT, LONG, BOOLEAN, ENUM -> !WellKnown.isNull(field);
      default -> false;
    };
  }

  private static void tagFaults(
      String names, String place, Descriptor message, List<String> faults) {
    FieldPath field = FieldPath.find(message, names);
    if (field == null) {
      faults.add(place + ": " + names + " (expected: a field of " + message.getFullName() + ")");
      return;
    }
    boolean fits =
        switch (field.leaf().getJavaType()) {
          case STRING, BYTE_STRING, INT, LONG -> field.singular();
          default -> false;
        };
    if (!fits) {
      faults.add(place + ": " + names + " (expected: a single string, bytes or an integer)");
    }
  }
}
