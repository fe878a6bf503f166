package dev.sluice.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.sluice.call.ServiceProvider;
import dev.sluice.config.ConfigException;
import dev.sluice.config.HttpConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.rest.RestDoor;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
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

  private final ServiceProviders providers;
  private @Nullable SluiceConfig config;
  private @Nullable Assembly assembly;
  private @Nullable HttpServer server;

  /** Creates the verticle, as the launchers do, with the services on the class path. */
  public ServerVerticle() {
    this(List.of());
  }

  /**
   * Creates the verticle with services of one's own beside those on the class path.
   *
   * @param services the providers of the services
   */
  public ServerVerticle(List<ServiceProvider> services) {
    this.providers = ServiceProviders.load(services);
  }

  /**
   * Reads a configuration, the options of the services on the class path included, as a deployment
   * does.
   *
   * @param conf the conf; an empty object gives the defaults
   * @throws ConfigException with every fault
   */
  public static SluiceConfig parse(JsonObject conf) {
    return ServiceProviders.load(List.of()).parse(conf);
  }

  @Override
  public Future<?> start() {
    SluiceConfig conf = providers.parse(config());
    config = conf;
    return Assembly.of(vertx, conf, providers).compose(made -> listen(conf, made));
  }

  private Future<HttpServer> listen(SluiceConfig conf, Assembly made) {
    HttpServer http =
        vertx
            .createHttpServer(options(conf))
            .connectionHandler(
                connection -> {
                  CancelledStreams.guard(connection);
                  RequestFraming.guard(connection);
                })
            .requestHandler(made.dispatcher())
            .invalidRequestHandler(made.invalidRequests());
    assembly = made;
    server = http;
    return http.listen(bindPort(conf), conf.host())
        .compose(listening -> made.rules().map(listening).onFailure(e -> http.close()))
        .recover(e -> made.close().transform(v -> Future.failedFuture(e)));
  }

  @Override
  public Future<?> stop() {
    SluiceConfig conf = config;
    Assembly made = assembly;
    HttpServer http = server;
    if (conf == null || made == null || http == null) {
      return Future.succeededFuture();
    }
    made.drain();
    return http.shutdown(conf.drain().timeout().toMillis(), MILLISECONDS)
        .transform(done -> made.close());
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
    HttpServerOptions options = new HttpServerOptions();
    return RestDoor.configure(options, config.rest())
        .setIdleTimeoutUnit(MILLISECONDS)
        .setIdleTimeout((int) http.idleTimeout().toMillis())
        .setMaxHeaderSize(http.maxHeaderBytes())
        .setHttp2RstFloodMaxRstFramePerWindow(maxCancels(http))
        .setInitialSettings(
            new Http2Settings()
                .setMaxHeaderListSize(http.maxHeaderBytes())
                .setMaxConcurrentStreams(http.maxConcurrentStreams()));
  }

  /**
   * How many calls a client may cancel on one connection within 30 s before it is taken for an
   * attacker and cut off with all its other calls: twice what it may have open, so that it can
   * cancel them all at once.
   */
  private static int maxCancels(HttpConfig http) {
    long cancels = 2L * http.maxConcurrentStreams();
    return (int)
        Math.min(
            Integer.MAX_VALUE,
            Math.max(HttpServerOptions.DEFAULT_HTTP2_RST_FLOOD_MAX_RST_FRAME_PER_WINDOW, cancels));
  }
}
