package dev.sluice.security;

import dev.sluice.call.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that were verified last, until they expire: to verify a signature takes a hundred
 * times as long as to look one up here.
 *
 * <p>Only the hash of a token is kept. Safe for concurrent use.
 */
final class VerifiedTokens {

  private final int capacity;
  private final MessageDigest sha256;
  private final Map<ByteBuffer, Verified> tokens;
  private @Nullable KeySet keys;

  /**
   * A token that was good.
   *
   * @param principal its bearer
   * @param end the second since 1970 from which on it is not
   */
  record Verified(Principal principal, long end) {}

  VerifiedTokens(int capacity) {
    this.capacity = capacity;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    this.tokens =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Verified> eldest) {
            return size() > VerifiedTokens.this.capacity;
          }
        };
  }

  /**
   * A token that was verified with the same keys.
   *
   * @return the token, which may have expired since; null if it is not known
   */
  synchronized @Nullable Verified find(String token, KeySet with) {
    if (!with.equals(keys)) {
      tokens.clear();
      keys = with;
    }
    return capacity == 0 ? null : tokens.get(hash(token));
  }

  synchronized void add(String token, KeySet with, Verified verified) {
    if (with.equals(keys) && capacity > 0) {
      tokens.put(hash(token), verified);
    }
  }

  synchronized int size() {
    return tokens.size();
  }

  private ByteBuffer hash(String token) {
    return ByteBuffer.wrap(sha256.digest(token.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
