package dev.sluice.server;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts requests may name ({@code http.allowedHosts}), whatever the port: so that a page
 * whose name its owner has lead to this server's address does not reach it.
 */
final class AllowedHosts {

  private final Set<String> names = new HashSet<>();
  private final List<String> ends;

  private AllowedHosts(List<String> hosts) {
    hosts.stream().filter(host -> !host.startsWith("*")).forEach(names::add);
    this.ends =
        hosts.stream().filter(host -> host.startsWith("*")).map(host -> host.substring(1)).toList();
  }

  /** The hosts of a configuration, or null if any is allowed. */
  static @Nullable AllowedHosts of(List<String> hosts) {
    return hosts.isEmpty() ? null : new AllowedHosts(hosts);
  }

  /**
   * The host that a request is for and that is none of them, in {@code Host}, or {@code
   * :authority}, or in its target; null if all it names is allowed.
   */
  @Nullable String other(HttpServerRequest request) {
    String host = other(request.authority());
    return host != null ? host : otherTarget(request.uri());
  }

  private @Nullable String other(@Nullable HostAndPort authority) {
    if (authority == null) {
      return "none";
    }
    return isAllowed(authority.host()) ? null : authority.host();
  }

  private @Nullable String otherTarget(String uri) {
    int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
    if (scheme < 0) {
      return null;
    }
    int begin = scheme + 3;
    int end = begin;
    while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    return other(HostAndPort.parseAuthority(uri.substring(begin, end), -1));
  }

  private boolean isAllowed(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (names.contains(name)) {
      return true;
    }
    for (String end : ends) {
      if (name.endsWith(end) && name.length() > end.length()) {
        return true;
      }
    }
    return false;
  }
}
