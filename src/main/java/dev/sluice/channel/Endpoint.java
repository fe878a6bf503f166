package dev.sluice.channel;

import org.jspecify.annotations.Nullable;

/**
 * An address that a target has led to.
 *
 * @param key where it is
 * @param priority those of the lowest number are used while any of them can be
 * @param weight its share among those of the same priority, at least 1
 */
record Endpoint(Key key, int priority, int weight) {

  /**
   * Where a server is.
   *
   * @param host its name, for TLS and {@code :authority}
   * @param ip the address to connect to; null to have the name looked up when connecting
   * @param port its TCP port
   */
  record Key(String host, @Nullable String ip, int port) {

    /** The host as in a URI. */
    String authorityHost() {
      return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    @Override
    public String toString() {
      String at = authorityHost() + ":" + port;
      return ip == null || ip.equals(host) ? at : at + " (" + ip + ")";
    }
  }

  static Endpoint of(String host, @Nullable String ip, int port) {
    return new Endpoint(new Key(host, ip, port), 0, 1);
  }

  @Override
  public String toString() {
    return key.toString();
  }
}
