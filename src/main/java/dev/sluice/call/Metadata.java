package dev.sluice.call;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may travel as metadata, at every door: the names and values of <a
 * href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">PROTOCOL-HTTP2.md</a>.
 */
public final class Metadata {

  private static final Logger LOG = LoggerFactory.getLogger(Metadata.class);

  /** The one name of gRPC's own that services set: a serialised {@code google.rpc.Status}. */
  public static final String STATUS_DETAILS = "grpc-status-details-bin";

  /** Names that belong to HTTP or to the connection, never to a call. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "date",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "server",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private Metadata() {}

  /**
   * Whether a name is one that a call may carry: of the characters that gRPC allows, and neither
   * HTTP's own, nor a pseudo-header, nor one of gRPC's.
   *
   * @param name the name, in lower case
   */
  public static boolean isAllowedName(String name) {
    if (name.isEmpty() || name.startsWith("grpc-") || RESERVED.contains(name)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /** Whether a value is printable ASCII, as gRPC wants it; CR, LF and NUL are not. */
  public static boolean isAllowedValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /**
   * Hands on the metadata that a service has set, leaving out (and logging) what may not travel.
   *
   * @param from the service's metadata
   * @param to takes each name, in lower case, and value
   */
  public static void forEachAllowed(MultiMap from, BiConsumer<String, String> to) {
    for (Map.Entry<String, String> entry : from) {
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      boolean allowed = isAllowedName(name) || name.equals(STATUS_DETAILS);
      if (allowed && isAllowedValue(entry.getValue())) {
        to.accept(name, entry.getValue());
      } else {
        LOG.warn("response metadata {} was left out: its name or value may not be sent", name);
      }
    }
  }
}
