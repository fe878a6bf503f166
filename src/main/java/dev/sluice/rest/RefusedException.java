package dev.sluice.rest;

import dev.sluice.config.Excerpt;
import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A request that the door itself refuses, with what it answers.
 *
 * <p>It has no stack trace, since it tells about the input and not about the program.
 */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int httpStatus;
  private final String text;
  private final @Nullable String field;
  private final @Nullable String fieldProblem;

  private RefusedException(
      int httpStatus, String text, @Nullable String field, @Nullable String fieldProblem) {
    super(text, null, false, false);
    this.httpStatus = httpStatus;
    this.text = text;
    this.field = field;
    this.fieldProblem = fieldProblem;
  }

  /** A refusal with a status that is HTTP's own, for example 415. */
  RefusedException(int httpStatus, String text) {
    this(httpStatus, text, null, null);
  }

  /** A request that is bad as a whole: 400. */
  static RefusedException bad(String text) {
    return new RefusedException(400, text);
  }

  /** A request of which one field or parameter is bad: 400. */
  static RefusedException badField(String field, String problem) {
    String shown = echo(field);
    return new RefusedException(400, shown + ": " + problem, shown, problem);
  }

  /** This refusal within an element of a streamed body, the first being 0. */
  RefusedException inElement(long index) {
    String at = "[" + index + "]";
    String within = field == null ? at : field.startsWith("[") ? at + field : at + "." + field;
    return new RefusedException(
        httpStatus,
        "element " + index + ": " + text,
        within,
        fieldProblem == null ? text : fieldProblem);
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

  /** The field or parameter at fault, or null if there is no single one. */
  @Nullable String field() {
    return field;
  }

  /** What is wrong with the field, or null if there is none. */
  @Nullable String fieldProblem() {
    return fieldProblem;
  }
}
