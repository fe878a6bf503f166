package dev.sluice.config;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where secrets may go in clear text: to this machine, so that nobody else hears them. */
public final class ClearText {

  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private ClearText() {}

  /** Whether a host is this machine; IPv6 may be in brackets. */
  public static boolean isSafe(@Nullable String host) {
    return host != null
        && (host.equalsIgnoreCase("localhost")
            || host.equals("::1")
            || host.equals("[::1]")
            || LOOPBACK.matcher(host).matches());
  }

  /** Whether a URL may be sent secrets: it is https, or http on this machine. */
  public static boolean isSafeUrl(String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
        return false;
      }
      return "https".equals(uri.getScheme())
          || ("http".equals(uri.getScheme()) && isSafe(uri.getHost()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
