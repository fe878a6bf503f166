package dev.sluice.security;

import com.fasterxml.jackson.core.JsonParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token in the compact form of <a href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515</a>,
 * taken apart and not verified yet.
 *
 * <p>Of the header, only {@code alg}, {@code kid}, {@code typ} and {@code crit} count. Keys that a
 * token brings or points to ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) are never looked
 * at.
 */
final class Jws {

  /** The types of tokens that say who calls; others are signed with the same keys. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final JwsAlgorithm algorithm;
  private final @Nullable String keyId;
  private final JsonObject claims;
  private final byte[] input;
  private final byte[] signature;

  private Jws(
      JwsAlgorithm algorithm,
      @Nullable String keyId,
      JsonObject claims,
      byte[] input,
      byte[] signature) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.claims = claims;
    this.input = input;
    this.signature = signature;
  }

  /** Whether a token looks like one of this form. */
  static boolean isCompact(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    return first > 0 && second > first && token.indexOf('.', second + 1) < 0;
  }

  /**
   * What a token claims, of which nothing is verified.
   *
   * @param token a token that {@link #isCompact}
   * @throws BadCredentialsException if that is not JSON
   */
  static JsonObject unverifiedClaims(String token) throws BadCredentialsException {
    int first = token.indexOf('.');
    return json(token.substring(first + 1, token.indexOf('.', first + 1)), "claims");
  }

  /**
   * Takes a token apart.
   *
   * @param token a token that {@link #isCompact}
   * @param claims what it claims
   * @throws BadCredentialsException if it is not of the form, or its header has what is not allowed
   */
  static Jws parse(String token, JsonObject claims) throws BadCredentialsException {
    int last = token.lastIndexOf('.');
    JsonObject header = json(token.substring(0, token.indexOf('.')), "header");
    if (header.containsKey("crit")) {
      throw new BadCredentialsException("crit in the header (expected: none, as none is known)");
    }
    Object type = header.getValue("typ");
    if (type != null
        && !(type instanceof String text && TYPES.contains(text.toLowerCase(Locale.ROOT)))) {
      throw new BadCredentialsException("typ in the header (expected: JWT or at+jwt)");
    }
    JwsAlgorithm algorithm =
        header.getValue("alg") instanceof String name ? JwsAlgorithm.of(name) : null;
    if (algorithm == null) {
      throw new BadCredentialsException("alg in the header (expected: that of a signature)");
    }
    Object keyId = header.getValue("kid");
    if (keyId != null && !(keyId instanceof String)) {
      throw new BadCredentialsException("kid in the header (expected: a string)");
    }
    byte[] signature = decode(token.substring(last + 1), "signature");
    if (signature.length == 0) {
      throw new BadCredentialsException("no signature");
    }
    byte[] input = token.substring(0, last).getBytes(StandardCharsets.US_ASCII);
    return new Jws(algorithm, (String) keyId, claims, input, signature);
  }

  /** What it says. */
  JsonObject claims() {
    return claims;
  }

  /** Whether one of these keys has signed it. */
  boolean isSignedWith(KeySet keys) {
    return keys.candidates(keyId, algorithm).stream().anyMatch(this::isSignedWith);
  }

  private boolean isSignedWith(VerificationKey key) {
    try {
      return key.algorithm().verify(key.key(), input, signature);
    } catch (GeneralSecurityException e) {
      // What is not even of a signature's form.
      return false;
    }
  }

  private static JsonObject json(String part, String name) throws BadCredentialsException {
    try {
      JsonParser parser = JacksonCodec.createParser(Buffer.buffer(decode(part, name)));
      // Of a name that is given twice, somebody else may have looked at the other value.
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      if (JacksonCodec.fromParser(parser, Object.class) instanceof JsonObject object) {
        return object;
      }
    } catch (DecodeException e) {
      // Answered below.
    }
    throw new BadCredentialsException("the " + name + " is no JSON object, with each name once");
  }

  private static byte[] decode(String part, String name) throws BadCredentialsException {
    try {
      if (part.indexOf('=') >= 0) {
        throw new BadCredentialsException("the " + name + " is padded");
      }
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw new BadCredentialsException("the " + name + " is not base64url");
    }
  }
}
