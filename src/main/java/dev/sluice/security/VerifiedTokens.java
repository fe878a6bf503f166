package dev.sluice.security;

import dev.sluice.call.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that were verified last, until they expire: to verify a signature takes a hundred
 * times as long as to look one up here.
 *
 * <p>Holds the tokens themselves, in memory only. Safe for concurrent use.
 */
final class VerifiedTokens {

  private final int capacity;
  private final Map<Key, Verified> tokens;
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
    this.tokens =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Verified> eldest) {
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
    return capacity == 0 ? null : tokens.get(new Key(token));
  }

  synchronized void add(String token, KeySet with, Verified verified) {
    if (with.equals(keys) && capacity > 0) {
      tokens.put(new Key(token), verified);
    }
  }

  synchronized int size() {
    return tokens.size();
  }

  /** A token, hashed by its end only. */
  private static final class Key {

    private static final int HASHED = 16;

    private final String token;

    Key(String token) {
      this.token = token;
    }

    @Override
    public int hashCode() {
      int hash = token.length();
      for (int i = Math.max(0, token.length() - HASHED); i < token.length(); i++) {
        hash = 31 * hash + token.charAt(i);
      }
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && token.equals(key.token);
    }
  }
}
