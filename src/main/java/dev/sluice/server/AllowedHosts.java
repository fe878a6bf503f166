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
   * Whether a request is for one of them: in {@code Host}, or {@code :authority}, and its target.
   */
  boolean allow(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority != null && isAllowed(authority.host()) && isTarget(request.uri());
  }

  /** Whether a request target is one of a path, or of one of the hosts. */
  private boolean isTarget(String uri) {
    int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
    if (scheme < 0) {
      return true;
    }
    int begin = scheme + 3;
    int end = begin;
    while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    HostAndPort authority = HostAndPort.parseAuthority(uri.substring(begin, end), -1);
    return authority != null && isAllowed(authority.host());
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
