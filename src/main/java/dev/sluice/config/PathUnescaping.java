package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * Which percent-encodings are decoded in a variable that covers more than one segment of a path:
 * {@code rest.pathUnescaping}, or {@code x-grpc-path-unescaping} of an operation.
 *
 * <p>A variable of one segment is decoded wholly, whatever the mode.
 */
public enum PathUnescaping {
  /** All but that of the slash, as google/api/http.proto has it. */
  ALL_EXCEPT_SLASH,
  /**
   * All but those of the characters that <a
   * href="https://www.rfc-editor.org/rfc/rfc6570#section-1.5">RFC 6570</a> calls reserved.
   */
  ALL_EXCEPT_RESERVED,
  /** All, so that a slash of the value looks like one between segments. */
  ALL,
  /** All, and before the path is looked at: a slash of a value is one between segments. */
  LEGACY;

  /** The mode that an operation may name, or null if there is none of that name. */
  public static @Nullable PathUnescaping ofOperation(String spelling) {
    PathUnescaping mode = ConfReader.constant(PathUnescaping.class, spelling);
    return mode == LEGACY ? null : mode;
  }

  /** Its name in configurations and contracts. */
  public String spelling() {
    return ConfReader.spelling(this);
  }
}
