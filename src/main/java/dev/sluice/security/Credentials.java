package dev.sluice.security;

import dev.sluice.call.ServerCall;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller has sent to prove who it is. Belongs to the context of its call. */
public final class Credentials {

  private static final String AUTHORIZATION = "authorization";
  private static final String BEARER = "Bearer ";
  private static final int MAX_TOKEN = 8192;

  private final ServerCall<?, ?> call;

  Credentials(ServerCall<?, ?> call) {
    this.call = call;
  }

  /**
   * The one value of some metadata.
   *
   * @param name its name, in lower case
   * @return the value, or null if there is none
   * @throws BadCredentialsException if there are several, of which somebody else may have looked at
   *     another than we would
   */
  public @Nullable String metadata(String name) throws BadCredentialsException {
    List<String> values = call.headers().getAll(name);
    if (values.size() > 1) {
      throw new BadCredentialsException("invalid_request", "several " + name + " headers");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  /**
   * The bearer token of <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750</a>.
   *
   * @return the token, or null if there is no {@code authorization}, or one of another scheme
   * @throws BadCredentialsException if there are several, or what should be a token is none
   */
  public @Nullable String bearerToken() throws BadCredentialsException {
    String value = authorization();
    return value == null ? null : bearerToken(value);
  }

  /** The one {@code authorization}, of whatever scheme, or null. */
  @Nullable String authorization() throws BadCredentialsException {
    return metadata(AUTHORIZATION);
  }

  /** The bearer token of an {@code authorization}, or null if it is of another scheme. */
  static @Nullable String bearerToken(String value) throws BadCredentialsException {
    if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    if (value.length() - BEARER.length() > MAX_TOKEN) {
      throw new BadCredentialsException("a token of more than " + MAX_TOKEN + " characters");
    }
    int start = BEARER.length();
    while (start < value.length() && value.charAt(start) == ' ') {
      start++;
    }
    if (!isToken(value, start)) {
      throw new BadCredentialsException("what follows Bearer is no token");
    }
    return value.substring(start);
  }

  /** Whether a text, from a place on, is a b64token of RFC 6750. */
  private static boolean isToken(String text, int start) {
    int end = text.length();
    while (end > start && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~+/".indexOf(c) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return end > start;
  }

  /** Whether there is an {@code authorization}, of whatever scheme. */
  boolean hasAuthorization() {
    return call.headers().contains(AUTHORIZATION);
  }

  /**
   * The certificates that the caller has shown in the TLS handshake and that the server has
   * verified, the caller's own first; empty if there are none.
   */
  public List<X509Certificate> certificates() {
    return call.peerCertificates();
  }
}
