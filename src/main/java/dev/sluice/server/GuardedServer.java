package dev.sluice.server;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;

/**
 * Makes Vert.x's HTTP server with a {@link ConnectionGuard} on each of its connections from their
 * first moment. Vert.x itself tells of a connection only when it has sent enough to know its
 * protocol, which a hostile one never does.
 */
final class GuardedServer {

  private GuardedServer() {}

  static HttpServer create(Vertx vertx, HttpServerOptions options, ConnectionGuard guard) {
    return new HttpServerImpl(new GuardedVertx((VertxInternal) vertx, guard), options);
  }

  private static final class GuardedVertx extends VertxWrapper {

    private final ConnectionGuard guard;

    GuardedVertx(VertxInternal delegate, ConnectionGuard guard) {
      super(delegate);
      this.guard = guard;
    }

    @Override
    public NetServerInternal createNetServer(NetServerOptions options) {
      return new GuardedNetServer(delegate, options.copy(), guard);
    }
  }

  private static final class GuardedNetServer extends NetServerImpl {

    private final ConnectionGuard guard;

    GuardedNetServer(VertxInternal vertx, NetServerOptions options, ConnectionGuard guard) {
      super(vertx, options);
      this.guard = guard;
    }

    @Override
    protected void initChannel(ChannelPipeline pipeline, boolean ssl) {
      guard.connected(pipeline);
      super.initChannel(pipeline, ssl);
    }
  }
}
