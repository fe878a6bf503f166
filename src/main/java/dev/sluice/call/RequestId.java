package dev.sluice.call;

import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;

/** The name of one call in logs: its client's own, if that will do, or one made up. */
final class RequestId {

  private static final String HEADER = "x-request-id";
  private static final int MAX_LENGTH = 64;
  private static final int MADE_LENGTH = 16;

  private RequestId() {}

  /** The value of {@code X-Request-Id} if it is up to 64 letters, digits and {@code -_.:}. */
  static String of(MultiMap headers) {
    String given = headers.get(HEADER);
    return given != null && isSane(given) ? given : make();
  }

  private static boolean isSane(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && "-_.:".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String make() {
    String hex = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return "0".repeat(MADE_LENGTH - hex.length()) + hex;
  }
}
