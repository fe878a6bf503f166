package dev.sluice.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other origins out where a browser does not: CORS says which answers they may read,
 * and asks beforehand only about requests that no form could make.
 */
final class Origins {

  private final Predicate<String> allowed;

  /**
   * Makes a guard.
   *
   * @param allowed which origins are allowed besides the server's own
   */
  Origins(Predicate<String> allowed) {
    this.allowed = allowed;
  }

  /**
   * Checks a request that a browser lets any page make.
   *
   * @throws RefusedException if it is of a page whose origin is not allowed
   */
  void check(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !isOwn(origin, request) && !allowed.test(origin)) {
      throw new RefusedException(
          403, "origin: " + RefusedException.echo(origin) + " (expected: one that is allowed)");
    }
  }

  /**
   * Checks a request that may be one of those that a browser lets any page make: what a form can
   * send. GET is not among them, as it changes nothing.
   *
   * @param contentType the content type as it was sent
   * @throws RefusedException if it is of a page whose origin is not allowed
   */
  void checkForm(HttpServerRequest request, @Nullable String contentType) {
    if (request.method().equals(HttpMethod.POST) && isOfForms(contentType)) {
      check(request);
    }
  }

  private static boolean isOfForms(@Nullable String contentType) {
    return contentType == null
        || (!MediaType.is(contentType, "application/json")
            && (contentType.isBlank()
                || MediaType.isForm(contentType)
                || MediaType.is(contentType, "text/plain")
                || MediaType.is(contentType, "multipart/form-data")));
  }

  /** Whether an origin is this server; the scheme, which a proxy may have changed, is left out. */
  static boolean isOwn(String origin, HttpServerRequest request) {
    int scheme = origin.indexOf("://");
    HostAndPort authority = request.authority();
    return scheme > 0
        && authority != null
        && origin.substring(scheme + 3).equalsIgnoreCase(authority.toString());
  }
}
