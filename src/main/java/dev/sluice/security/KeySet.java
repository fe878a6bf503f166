package dev.sluice.security;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that an issuer's tokens are verified with; immutable. */
final class KeySet {

  private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);
  private static final int MAX_KEYS = 100;

  private final List<VerificationKey> keys;

  /**
   * Makes a set.
   *
   * @throws IllegalArgumentException if it is empty
   */
  KeySet(List<VerificationKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key that tokens could be verified with");
    }
    if (keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException("more than " + MAX_KEYS + " keys");
    }
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a JWK set of <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517</a>.
   * Keys of kinds that are not known are left out, as it says.
   *
   * @throws IllegalArgumentException if it is none, or no key is left
   */
  static KeySet ofJwks(JsonObject jwks) {
    if (!(jwks.getValue("keys") instanceof JsonArray list)) {
      throw new IllegalArgumentException("not a JWK set");
    }
    List<VerificationKey> keys = new ArrayList<>();
    for (Object each : list) {
      try {
        VerificationKey key = each instanceof JsonObject jwk ? VerificationKey.ofJwk(jwk) : null;
        if (key != null) {
          keys.add(key);
        }
      } catch (IllegalArgumentException e) {
        LOG.warn("A key of a JWK set is left out: {}", e.getMessage());
      }
    }
    return new KeySet(keys);
  }

  /**
   * The keys that a token may have been signed with.
   *
   * @param id the token's {@code kid}, or null
   */
  List<VerificationKey> candidates(@Nullable String id, JwsAlgorithm algorithm) {
    List<VerificationKey> found = new ArrayList<>(1);
    for (VerificationKey key : keys) {
      boolean matches = id == null || key.id() == null || id.equals(key.id());
      if (matches && key.algorithm() == algorithm) {
        found.add(key);
      }
    }
    return found;
  }

  List<VerificationKey> keys() {
    return keys;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof KeySet set && keys.equals(set.keys));
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }

  int size() {
    return keys.size();
  }
}
