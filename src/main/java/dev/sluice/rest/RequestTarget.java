package dev.sluice.rest;

import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, and what has to be there.
 *
 * @param path the path that the operation's template matched
 * @param query the query as it was sent, without its question mark; null if there is none
 * @param entityTag the value that {@code If-Match} asks for; null if it asks for none
 * @param bound what headers, cookies and the address say; null if no field goes by them
 */
record RequestTarget(
    RestPath path,
    @Nullable String query,
    @Nullable String entityTag,
    BoundFields.@Nullable Values bound) {

  RequestTarget(RestPath path, @Nullable String query) {
    this(path, query, null, null);
  }

  RequestTarget withEntityTag(@Nullable String wanted) {
    return wanted == null ? this : new RequestTarget(path, query, wanted, bound);
  }

  RequestTarget with(BoundFields.Values values) {
    return new RequestTarget(path, query, entityTag, values);
  }

  /** Whether there is anything beside the body that messages are made of, but for the path. */
  boolean isBare() {
    return (query == null || query.isEmpty()) && entityTag == null && bound == null;
  }

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
