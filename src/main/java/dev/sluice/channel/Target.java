package dev.sluice.channel;

import dev.sluice.config.ClearText;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a channel finds addresses: a server, or a name in the DNS.
 *
 * <p>The form is that of <a
 * href="https://github.com/grpc/grpc/blob/master/doc/naming.md">naming.md</a>: {@code host:port} is
 * one address; {@code dns:///name:port} is all addresses of a name, {@code
 * srv:///_service._tcp.name} all servers of an SRV record. Between the second and the third slash
 * may be the DNS server to ask, {@code dns://127.0.0.1:5353/name:port}, instead of those of the
 * system.
 *
 * @param kind what it is
 * @param host the host, or the name, without brackets
 * @param port the port; 0 for {@link Kind#SRV}, whose records have it
 * @param server the DNS server to ask; null for those of the system
 * @param text what it was parsed of
 */
public record Target(Kind kind, String host, int port, @Nullable HostAndPort server, String text) {

  /** What {@link #parse} expects. */
  public static final String EXPECTED =
      "host:port, dns:///name:port or srv:///_service._proto.name,"
          + " such as localhost:8080 or [::1]:8080";

  private static final int DNS_PORT = 53;

  /** What a target is. */
  public enum Kind {
    /** One server. */
    HOST,
    /** The addresses of a name: A records, or AAAA where there are none. */
    DNS,
    /** The servers of an SRV record, with their priorities and weights. */
    SRV
  }

  /** Whether it is this machine, so that nobody else hears what is said to it. */
  public boolean isThisMachine() {
    return server == null && ClearText.isSafe(host);
  }

  /**
   * Parses a target.
   *
   * @return the target, or nothing if the text is of none of the forms
   */
  public static Optional<Target> parse(String text) {
    String scheme = text.toLowerCase(Locale.ROOT);
    if (scheme.startsWith("dns:")) {
      return name(Kind.DNS, text);
    }
    if (scheme.startsWith("srv:")) {
      return name(Kind.SRV, text);
    }
    return address(text)
        .map(at -> new Target(Kind.HOST, unbracketed(at.host()), at.port(), null, text));
  }

  private static Optional<Target> name(Kind kind, String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String path = uri.getRawPath();
    String authority = uri.getRawAuthority();
    boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (!plain || path == null || path.length() < 2 || path.charAt(0) != '/') {
      return Optional.empty();
    }
    HostAndPort server = null;
    if (authority != null) {
      server = HostAndPort.parseAuthority(authority, DNS_PORT);
      if (server == null || server.host().isEmpty() || server.port() < 1) {
        return Optional.empty();
      }
      server = HostAndPort.create(unbracketed(server.host()), server.port());
    }
    String name = path.substring(1);
    HostAndPort dns = server;
    if (kind == Kind.SRV) {
      return isName(name) ? Optional.of(new Target(kind, name, 0, dns, text)) : Optional.empty();
    }
    return address(name)
        .filter(at -> isName(at.host()))
        .map(at -> new Target(kind, at.host(), at.port(), dns, text));
  }

  private static Optional<HostAndPort> address(String text) {
    HostAndPort at = HostAndPort.parseAuthority(text, -1);
    return at == null || at.host().isEmpty() || at.port() < 1 ? Optional.empty() : Optional.of(at);
  }

  private static boolean isName(String text) {
    return text.length() <= 253
        && text.matches(
            "[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\\.?");
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return text;
  }
}
