package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Looks up names as the system does, {@code /etc/hosts} included; SRV records, of which that knows
 * nothing, with its DNS server.
 */
final class SystemLookup implements NameLookup {

  private final Vertx vertx;
  private final DnsLookup dns;

  SystemLookup(Vertx vertx, DnsLookup dns) {
    this.vertx = vertx;
    this.dns = dns;
  }

  @Override
  public Future<List<String>> addresses(String name) {
    return vertx.executeBlocking(
        () -> {
          InetAddress[] all = InetAddress.getAllByName(name);
          List<String> ipv4 =
              Arrays.stream(all)
                  .filter(Inet4Address.class::isInstance)
                  .map(InetAddress::getHostAddress)
                  .toList();
          return ipv4.isEmpty()
              ? Arrays.stream(all).map(InetAddress::getHostAddress).toList()
              : ipv4;
        },
        false);
  }

  @Override
  public Future<List<Server>> servers(String name) {
    return dns.servers(name);
  }

  @Override
  public void close() {
    dns.close();
  }
}
