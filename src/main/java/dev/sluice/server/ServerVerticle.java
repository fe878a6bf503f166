package dev.sluice.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.sluice.config.ConfigException;
import dev.sluice.config.HttpConfig;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The server: one HTTP server on one event loop, for HTTP/1.1 and HTTP/2 in clear text together.
 *
 * <p>It reads {@link SluiceConfig} from the deployment's config; a config with faults fails the
 * deployment with a {@link ConfigException}. Several instances of one deployment share the port,
 * and Vert.x spreads the connections over them. When it is undeployed it drains: no new connection
 * is accepted, and calls that are open have {@link SluiceConfig#drain} to end.
 */
public final class ServerVerticle extends VerticleBase {

  private final Function<SluiceConfig, Handler<HttpServerRequest>> dispatcher;
  private @Nullable SluiceConfig config;
  private @Nullable HttpServer server;

  /** Creates the verticle, as the launchers do. */
  public ServerVerticle() {
    this(config -> ServerVerticle::answerNotFound);
  }

  ServerVerticle(Function<SluiceConfig, Handler<HttpServerRequest>> dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public Future<?> start() {
    SluiceConfig conf = SluiceConfig.parse(config());
    HttpServer http = vertx.createHttpServer(options(conf)).requestHandler(dispatcher.apply(conf));
    config = conf;
    server = http;
    return http.listen(bindPort(conf), conf.host());
  }

  @Override
  public Future<?> stop() {
    if (server == null || config == null) {
      return Future.succeededFuture();
    }
    return server.shutdown(config.drain().timeout().toMillis(), MILLISECONDS);
  }

  /** The port it listens on, once it has started; the one that was found for the port 0. */
  public int actualPort() {
    return server == null ? 0 : server.actualPort();
  }

  /**
   * The port to bind. Vert.x shares a free port among the servers that ask for it by the same
   * negative number: here, the instances of one deployment.
   */
  private int bindPort(SluiceConfig config) {
    return config.port() > 0
        ? config.port()
        : -1 - (context.deploymentID().hashCode() & (Integer.MAX_VALUE >> 1));
  }

  private static HttpServerOptions options(SluiceConfig config) {
    HttpConfig http = config.http();
    return new HttpServerOptions()
        .setIdleTimeoutUnit(MILLISECONDS)
        .setIdleTimeout((int) http.idleTimeout().toMillis())
        .setMaxHeaderSize(http.maxHeaderBytes())
        .setInitialSettings(
            new Http2Settings()
                .setMaxHeaderListSize(http.maxHeaderBytes())
                .setMaxConcurrentStreams(http.maxConcurrentStreams()));
  }

  private static void answerNotFound(HttpServerRequest request) {
    JsonObject status = new JsonObject().put("code", 5).put("message", "no such path");
    request
        .response()
        .setStatusCode(404)
        .putHeader("content-type", "application/json")
        .end(status.toBuffer())
        .onFailure(gone -> request.connection().close());
  }
}
