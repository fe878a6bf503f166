package dev.sluice.channel;

import io.vertx.core.Future;

/** Makes connections. */
interface Connector {

  /** Connects to an address, on the channel's context; fails if that takes too long. */
  Future<Link> connect(Endpoint.Key address);

  /** Closes all connections. */
  Future<Void> close();
}
