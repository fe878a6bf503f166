package dev.sluice.server;

import dev.sluice.config.HttpConfig;
import dev.sluice.config.LimitsConfig;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks after the connections of one server: how many there are, and that none is held open by a
 * client that does nothing with it.
 *
 * <p>Time is looked at in {@link #sweep}, which the event loop of the server runs every {@link
 * #SWEEP_MILLIS} ms; so a limit is late by as much at most, and no connection needs a timer of its
 * own. Belongs to that event loop.
 */
final class ConnectionGuard {

  static final long SWEEP_MILLIS = 500;

  private final ConnectionCount count;
  private final LimitsConfig limits;
  private final Duration idleTimeout;
  private final HttpServerOptions options;
  private final Set<GuardedConnection> connections = new LinkedHashSet<>();
  private long nowNanos = System.nanoTime();

  /**
   * Makes a guard.
   *
   * @param count how many connections there are, of all servers that share it
   * @param limits what connections may do, and heads be
   * @param http how long connections may be idle
   * @param options how large the parts of a request may be
   */
  ConnectionGuard(
      ConnectionCount count, LimitsConfig limits, HttpConfig http, HttpServerOptions options) {
    this.count = count;
    this.limits = limits;
    this.idleTimeout = http.idleTimeout();
    this.options = options;
  }

  LimitsConfig limits() {
    return limits;
  }

  Duration idleTimeout() {
    return idleTimeout;
  }

  /** The time of the last sweep, as of {@link System#nanoTime}. */
  long nowNanos() {
    return nowNanos;
  }

  /** Takes a connection that has just been made, or closes it if there are too many. */
  void connected(ChannelPipeline pipeline) {
    if (!count.add(pipeline.channel().remoteAddress())) {
      GuardedConnection.close(pipeline.channel());
      return;
    }
    GuardedConnection connection = new GuardedConnection(this, pipeline.channel());
    connections.add(connection);
    pipeline.addLast(connection);
    pipeline.channel().closeFuture().addListener(closed -> forget(connection));
  }

  private void forget(GuardedConnection connection) {
    connections.remove(connection);
    count.remove(connection.channel().remoteAddress());
  }

  /** Makes what decodes the requests of a connection that speaks HTTP/1.1. */
  RequestDecoder decoder(GuardedConnection connection) {
    return new RequestDecoder(connection, options, limits.maxHeaders());
  }

  /**
   * Guards a connection whose protocol is known by now, before its first request.
   *
   * @param requests who answers its requests
   */
  void opened(HttpConnection http, Handler<HttpServerRequest> requests) {
    GuardedConnection connection = GuardedConnection.of(http);
    if (connection != null) {
      connection.opened(http, requests);
    }
  }

  /** Closes what has been silent, or slow, for too long. */
  void sweep() {
    nowNanos = System.nanoTime();
    for (GuardedConnection connection : List.copyOf(connections)) {
      connection.sweep(nowNanos);
    }
  }

  /** Closes the connections that have not begun to speak: they have nothing to wait for. */
  void closeSilent() {
    for (GuardedConnection connection : List.copyOf(connections)) {
      connection.closeIfSilent();
    }
  }
}
