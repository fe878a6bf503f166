package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The HTTP connections: {@code http}.
 *
 * @param idleTimeout {@code idleTimeoutSeconds}: after how long without a byte of the client a
 *     connection is closed that has no open call; zero for never
 * @param maxUriBytes the size of the path and query of a request
 * @param maxHeaderBytes the size of all headers of a request together
 * @param maxConcurrentStreams how many calls a client may have open on one HTTP/2 connection
 * @param requestIds which answers say what the request is named in the log
 * @param allowedHosts the hosts that requests may name, in lower case; one that begins with {@code
 *     *.} stands for all that end so; any if there are none
 */
public record HttpConfig(
    Duration idleTimeout,
    int maxUriBytes,
    int maxHeaderBytes,
    int maxConcurrentStreams,
    RequestIds requestIds,
    List<String> allowedHosts) {

  private static final Pattern HOST =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*|\\[[0-9A-Fa-f:.]+\\]");

  /** Has the hosts in lower case. */
  public HttpConfig {
    allowedHosts = allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /** Which answers have {@code X-Request-Id}. */
  public enum RequestIds {
    /** Those to requests that have it, and those that tell of a failure. */
    NEEDED,
    /** All. */
    ALWAYS
  }

  static HttpConfig read(ConfReader conf) {
    return new HttpConfig(
        conf.seconds("idleTimeoutSeconds", 300, 0, 86_400),
        conf.integer("maxUriBytes", 4096, 64, 1 << 20),
        conf.integer("maxHeaderBytes", 8192, 256, 1 << 20),
        conf.integer("maxConcurrentStreams", 1000, 1, Integer.MAX_VALUE),
        conf.oneOf("requestIds", RequestIds.NEEDED),
        conf.strings(
            "allowedHosts",
            List.of(),
            "the name of a host without a port, such as example.org or *.example.org",
            HOST.asMatchPredicate()));
  }
}
