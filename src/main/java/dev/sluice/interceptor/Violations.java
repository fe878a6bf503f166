package dev.sluice.interceptor;

import build.buf.protovalidate.Violation;
import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import com.google.rpc.BadRequest.FieldViolation;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.config.Excerpt;
import java.util.ArrayList;
import java.util.List;

/**
 * Broken rules as the status of a call. Whatever was broken, the status stays small enough for the
 * 8 KiB of trailers that clients of gRPC take unless they are told otherwise.
 */
final class Violations {

  static final int MAX_VIOLATIONS = 50;

  /** In place of an index, of a message that is the only one. */
  static final long ALONE = -1;

  private static final int MAX_BYTES = 3072;
  private static final int MAX_TEXT = 200;
  private static final int MAX_KEY = 40;

  private Violations() {}

  /**
   * The failure of a call.
   *
   * @param index which message of its stream breaks the rules, the first being 0; or {@link #ALONE}
   */
  static DetailedStatusException failure(List<Violation> violations, long index) {
    List<FieldViolation> told = new ArrayList<>();
    String at = index == ALONE ? "" : "[" + index + "]";
    int bytes = 0;
    for (Violation violation : violations) {
      FieldViolation next = field(violation.toProto(), at);
      bytes += next.getSerializedSize();
      if (!told.isEmpty() && (told.size() == MAX_VIOLATIONS || bytes > MAX_BYTES)) {
        break;
      }
      told.add(next);
    }
    String element = index == ALONE ? "" : "element " + index + ": ";
    String first = summary(violations.get(0).toProto(), violations.size());
    return DetailedStatusException.invalidFields(element + first, told);
  }

  private static String summary(build.buf.validate.Violation violation, int count) {
    FieldViolation first = field(violation, "");
    String field = first.getField().isEmpty() ? "" : first.getField() + ": ";
    return Excerpt.of(field + first.getDescription(), MAX_TEXT)
        + (count == 1 ? "" : " (and " + (count - 1) + " more)");
  }

  /** A violation in a field of what is at a place: an element of a stream, or nothing. */
  private static FieldViolation field(build.buf.validate.Violation violation, String at) {
    String key = violation.getForKey() ? "key: " : "";
    String path = path(violation.getField());
    return FieldViolation.newBuilder()
        .setField(at.isEmpty() || path.isEmpty() ? at + path : at + "." + path)
        .setDescription(Excerpt.of(key + violation.getMessage(), MAX_TEXT))
        .setReason(Excerpt.of(violation.getRuleId(), MAX_TEXT))
        .build();
  }

  /** A path as protos write it: {@code person.phones[1].number}, {@code labels["home"]}. */
  private static String path(FieldPath path) {
    StringBuilder text = new StringBuilder();
    for (FieldPathElement element : path.getElementsList()) {
      if (!text.isEmpty()) {
        text.append('.');
      }
      text.append(element.getFieldName());
      switch (element.getSubscriptCase()) {
        case INDEX -> text.append('[').append(element.getIndex()).append(']');
        case BOOL_KEY -> text.append('[').append(element.getBoolKey()).append(']');
        case INT_KEY -> text.append('[').append(element.getIntKey()).append(']');
        case UINT_KEY ->
            text.append('[').append(Long.toUnsignedString(element.getUintKey())).append(']');
        case STRING_KEY -> text.append("[\"").append(key(element.getStringKey())).append("\"]");
        case SUBSCRIPT_NOT_SET -> {}
      }
    }
    return Excerpt.of(text.toString(), 5 * MAX_TEXT);
  }

  private static String key(String key) {
    return Excerpt.of(key, MAX_KEY).replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
