package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import io.vertx.core.dns.SrvRecord;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a DNS server. To be used on one context. */
final class DnsLookup implements NameLookup {

  private static final int MOST_ALIASES = 8;

  private final Vertx vertx;
  private final DnsClientOptions options;
  private @Nullable DnsClient client;

  /**
   * Makes a lookup.
   *
   * @param server whom to ask; null for the first of the system's servers
   */
  DnsLookup(Vertx vertx, @Nullable HostAndPort server, Duration timeout) {
    this.vertx = vertx;
    this.options = new DnsClientOptions().setQueryTimeout(timeout.toMillis());
    if (server != null) {
      options.setHost(server.host()).setPort(server.port());
    }
  }

  private DnsClient client() {
    DnsClient made = client;
    if (made == null) {
      made = vertx.createDnsClient(options);
      client = made;
    }
    return made;
  }

  @Override
  public Future<List<String>> addresses(String name) {
    return addresses(name, 0);
  }

  private Future<List<String>> addresses(String name, int aliases) {
    return client()
        .resolveA(name)
        .compose(ipv4 -> ipv4.isEmpty() ? client().resolveAAAA(name) : Future.succeededFuture(ipv4))
        .compose(
            found -> {
              if (!found.isEmpty() || aliases == MOST_ALIASES) {
                return Future.succeededFuture(found);
              }
              return client()
                  .resolveCNAME(name)
                  .compose(
                      alias ->
                          alias.isEmpty()
                              ? Future.succeededFuture(List.of())
                              : addresses(alias.get(0), aliases + 1));
            });
  }

  @Override
  public Future<List<Server>> servers(String name) {
    return client()
        .resolveSRV(name)
        .map(
            records ->
                records.stream().filter(DnsLookup::isOffered).map(DnsLookup::server).toList());
  }

  /** A target of "." says that the service is not offered. */
  private static boolean isOffered(SrvRecord record) {
    String target = record.target();
    return target != null && !target.isEmpty() && !target.equals(".") && record.port() > 0;
  }

  private static Server server(SrvRecord record) {
    String host = String.valueOf(record.target());
    return new Server(
        host.endsWith(".") ? host.substring(0, host.length() - 1) : host,
        record.port(),
        record.priority(),
        record.weight(),
        record.ttl());
  }

  @Override
  public void close() {
    DnsClient made = client;
    if (made != null) {
      made.close();
    }
  }
}
