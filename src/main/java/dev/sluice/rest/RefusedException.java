package dev.sluice.rest;

import com.google.rpc.BadRequest.FieldViolation;
import dev.sluice.config.Excerpt;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;

/**
 * A request that the door itself refuses, with what it answers.
 *
 * <p>It has no stack trace, since it tells about the input and not about the program.
 */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final String REQUIRED = "required but not given";

  private final int httpStatus;
  private final String text;
  private final List<FieldViolation> violations;

  private RefusedException(int httpStatus, String text, List<FieldViolation> violations) {
    super(text, null, false, false);
    this.httpStatus = httpStatus;
    this.text = text;
    this.violations = violations;
  }

  /** A refusal with a status that is HTTP's own, for example 415. */
  RefusedException(int httpStatus, String text) {
    this(httpStatus, text, List.of());
  }

  /** A request that is bad as a whole: 400. */
  static RefusedException bad(String text) {
    return new RefusedException(400, text);
  }

  /** A request of which one field or parameter is bad: 400. */
  static RefusedException badField(String field, String problem) {
    String shown = echo(field);
    return new RefusedException(400, shown + ": " + problem, List.of(violation(shown, problem)));
  }

  /** A message that lacks fields which are required: 400. */
  static RefusedException missing(List<String> fields) {
    List<String> shown = fields.stream().map(RefusedException::echo).toList();
    return new RefusedException(
        400,
        String.join(", ", shown) + ": " + REQUIRED,
        shown.stream().map(field -> violation(field, REQUIRED)).toList());
  }

  private static FieldViolation violation(String field, String problem) {
    return FieldViolation.newBuilder().setField(field).setDescription(problem).build();
  }

  /** This refusal within an element of a streamed body, the first being 0. */
  RefusedException inElement(long index) {
    String at = "[" + index + "]";
    List<FieldViolation> within =
        violations.isEmpty()
            ? List.of(violation(at, text))
            : violations.stream().map(each -> within(at, each)).toList();
    return new RefusedException(httpStatus, "element " + index + ": " + text, within);
  }

  private static FieldViolation within(String at, FieldViolation violation) {
    String field = violation.getField();
    return violation(at + (field.startsWith("[") ? "" : ".") + field, violation.getDescription());
  }

  /** What came from outside, at a length that is fit to be sent back. */
  static String echo(String text) {
    return Excerpt.of(text);
  }

  int httpStatus() {
    return httpStatus;
  }

  GrpcStatus code() {
    return HttpStatus.code(httpStatus);
  }

  /** What is wrong, for people. */
  String text() {
    return text;
  }

  /** What is wrong with which fields or parameters; empty if it is none of them. */
  List<FieldViolation> violations() {
    return violations;
  }
}
