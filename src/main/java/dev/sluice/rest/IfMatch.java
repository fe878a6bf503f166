package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.json.JsonException;
import dev.sluice.json.TextValues;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The condition {@code If-Match}, which goes to a field of the request for the service to check.
 *
 * @param field the field
 */
record IfMatch(FieldPath field) {

  private static final String HEADER = "if-match";

  /**
   * The value that a request wants the resource to have.
   *
   * @return the value, or null if any will do
   * @throws RefusedException 400 or 412, as {@link EntityTag#wanted} says
   */
  static @Nullable String of(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.IF_MATCH)
        ? EntityTag.wanted(request.headers().getAll(HttpHeaders.IF_MATCH))
        : null;
  }

  /**
   * Sets the field.
   *
   * @throws RefusedException 400 if the field has another value already; 412 if the value is none
   *     that it can have, since the resource cannot have it either, or is the one that the service
   *     would take for no condition
   */
  void bind(String value, Message.Builder message) {
    Message.Builder owner = field.owner(message);
    Object parsed;
    try {
      parsed = TextValues.parse(owner, field.leaf(), value);
    } catch (JsonException e) {
      throw new RefusedException(412, HEADER + ": " + e.problem());
    }
    if (isUnset(parsed)) {
      throw EntityTag.notSent('"' + value + '"');
    }
    Object before = owner.getField(field.leaf());
    if (!before.equals(parsed) && !before.equals(field.leaf().getDefaultValue())) {
      throw RefusedException.badField(
          HEADER, "differs from " + field.name() + ", which is given as well");
    }
    owner.setField(field.leaf(), parsed);
  }

  private boolean isUnset(Object parsed) {
    return !field.leaf().hasPresence() && parsed.equals(field.leaf().getDefaultValue());
  }
}
