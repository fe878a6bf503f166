package dev.sluice.rest;

import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param path the path that the operation's template matched
 * @param query the query as it was sent, without its question mark; null if there is none
 */
record RequestTarget(RestPath path, @Nullable String query) {

  /** Where the path begins in a request target, which may be a whole URI. */
  static int pathStart(String uri) {
    if (uri.startsWith("/")) {
      return 0;
    }
    int scheme = uri.indexOf("://");
    if (scheme < 0) {
      return 0;
    }
    int slash = uri.indexOf('/', scheme + 3);
    return slash < 0 ? uri.length() : slash;
  }
}
