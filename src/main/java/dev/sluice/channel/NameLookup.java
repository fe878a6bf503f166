package dev.sluice.channel;

import io.vertx.core.Future;
import java.util.List;

/** Looks up names. */
interface NameLookup {

  /** What an SRV record says of a server. */
  record Server(String host, int port, int priority, int weight, long ttlSeconds) {}

  /** The IP addresses of a name; none, or a failure, if it has none. */
  Future<List<String>> addresses(String name);

  /** The servers of an SRV record; none, or a failure, if there is none. */
  Future<List<Server>> servers(String name);

  /** Releases what it holds. */
  void close();
}
