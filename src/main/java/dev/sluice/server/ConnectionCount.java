package dev.sluice.server;

import dev.sluice.config.ConnectionLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The connections that are open, in all and from each address. Safe for concurrent use. */
final class ConnectionCount {

  private final ConnectionLimits limits;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionCount(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** Counts a connection, unless there are too many; then it is not counted. */
  boolean add(SocketAddress peer) {
    if (all.incrementAndGet() > limits.max()) {
      all.decrementAndGet();
      return false;
    }
    InetAddress address = counted(peer);
    if (address != null && byAddress.merge(address, 1, Integer::sum) > limits.maxPerAddress()) {
      remove(peer);
      return false;
    }
    return true;
  }

  /** Takes a connection off the count. */
  void remove(SocketAddress peer) {
    all.decrementAndGet();
    InetAddress address = counted(peer);
    if (address != null) {
      byAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many there are. */
  int open() {
    return all.get();
  }

  private @Nullable InetAddress counted(SocketAddress peer) {
    return limits.maxPerAddress() > 0 && peer instanceof InetSocketAddress inet
        ? inet.getAddress()
        : null;
  }
}
