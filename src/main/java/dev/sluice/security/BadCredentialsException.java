package dev.sluice.security;

import java.io.Serial;

/**
 * Credentials that are not good.
 *
 * <p>The reason is for the log alone: a caller is not told what is wrong with a token, for it may
 * not be its own.
 */
public final class BadCredentialsException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** An error code of <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750</a>. */
  private final String error;

  /**
   * Makes an exception for a token or key that is not good.
   *
   * @param reason what is wrong, for the log; without the credentials themselves
   */
  public BadCredentialsException(String reason) {
    this("invalid_token", reason);
  }

  BadCredentialsException(String error, String reason) {
    super(reason, null, false, false);
    this.error = error;
  }

  String error() {
    return error;
  }
}
