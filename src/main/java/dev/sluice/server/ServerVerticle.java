package dev.sluice.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.sluice.call.CallStatus;
import dev.sluice.call.InterceptorProvider;
import dev.sluice.call.ServiceProvider;
import dev.sluice.config.ConfigException;
import dev.sluice.config.HttpConfig;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Timer;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: one HTTP server on one event loop, for HTTP/1.1 and HTTP/2 in clear text together.
 *
 * <p>It reads {@link SluiceConfig} from the deployment's config; a config with faults fails the
 * deployment with a {@link ConfigException}. Several instances of one deployment share the port,
 * and Vert.x spreads the connections over them. When it is undeployed it drains: no new connection
 * is accepted, and calls that are open have {@link SluiceConfig#drain} to end.
 */
public final class ServerVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ServerVerticle.class);
  private static final CallStatus STOPPING =
      new CallStatus(GrpcStatus.UNAVAILABLE, "the server is stopping");

  /** How long clients have to take the status of calls that the server has ended. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Providers providers;
  private @Nullable SluiceConfig config;
  private @Nullable Assembly assembly;
  private @Nullable HttpServer server;
  private @Nullable HttpServer admin;
  private @Nullable ConnectionGuard guard;

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
    this(services, List.of());
  }

  /**
   * Creates the verticle with services and interceptors of one's own beside those on the class
   * path. As with those, an interceptor wraps calls if {@link SluiceConfig#interceptors} names it.
   *
   * @param services the providers of the services
   * @param interceptors the providers of the interceptors
   */
  public ServerVerticle(List<ServiceProvider> services, List<InterceptorProvider> interceptors) {
    this.providers = Providers.load(services, interceptors);
  }

  /**
   * Reads a configuration, the options of services and interceptors on the class path included, as
   * a deployment does.
   *
   * @param conf the conf; an empty object gives the defaults
   * @throws ConfigException with every fault
   */
  public static SluiceConfig parse(JsonObject conf) {
    return Providers.load().parse(conf);
  }

  @Override
  public Future<?> start() {
    SluiceConfig conf = providers.parse(config());
    config = conf;
    if (conf.reusePort() && !vertx.isNativeTransportEnabled()) {
      return Future.failedFuture(
          new ConfigException(
              List.of(
                  "reusePort: true (expected: false; this needs the native transport of Linux)")));
    }
    return Future.all(prepare(conf))
        .compose(v -> conf.tls().enabled() ? startWithTls(conf) : startInClear(conf))
        .onFailure(e -> SharedLimits.forget(vertx, context.deploymentID()));
  }

  /** Makes what takes a while, each on a worker thread, before an event loop needs it. */
  private List<Future<?>> prepare(SluiceConfig conf) {
    List<Future<?>> all = new ArrayList<>();
    all.add(vertx.executeBlocking(() -> Assembly.prepare(conf), false));
    if (conf.metrics().enabled()) {
      all.add(vertx.executeBlocking(() -> SharedMetrics.of(vertx), false));
    }
    if (conf.tracing().enabled()) {
      all.add(vertx.executeBlocking(() -> SharedTracing.of(vertx, conf.tracing()), false));
    }
    return all;
  }

  private Future<HttpServer> startInClear(SluiceConfig conf) {
    return Assembly.of(vertx, conf, providers)
        .compose(made -> listen(conf, made, options(conf, made)));
  }

  private Future<HttpServer> startWithTls(SluiceConfig conf) {
    return Tls.of(vertx, conf.tls())
        .compose(
            tls ->
                Assembly.of(vertx, conf, providers)
                    .compose(made -> listen(conf, made, tls.configure(options(conf, made))))
                    .onSuccess(tls::watch));
  }

  private Future<HttpServer> listen(SluiceConfig conf, Assembly made, HttpServerOptions options) {
    ConnectionGuard watch =
        new ConnectionGuard(
            SharedLimits.of(vertx, conf).connections(), conf.limits(), conf.http(), options);
    HttpServer http =
        GuardedServer.create(vertx, options, watch)
            .connectionHandler(
                connection -> {
                  watch.opened(connection, made.dispatcher());
                  CancelledStreams.guard(connection);
                  ConnectionDrain.guard(connection);
                })
            .requestHandler(made.dispatcher())
            .invalidRequestHandler(made.invalidRequests());
    if (conf.metrics().enabled()) {
      SharedMetrics.of(vertx).eventLoops().measure(vertx);
    }
    assembly = made;
    server = http;
    guard = watch;
    vertx.setPeriodic(
        ConnectionGuard.SWEEP_MILLIS,
        id -> {
          watch.sweep();
          made.slowInputs().sweep();
        });
    return listenForAdmin(conf, made)
        .compose(v -> http.listen(bindPort(conf.port(), "main"), conf.host()))
        .compose(
            listening ->
                made.rules()
                    .map(listening)
                    .recover(e -> http.close().transform(v -> Future.failedFuture(e))))
        .recover(e -> made.close().transform(v -> Future.failedFuture(e)));
  }

  private Future<?> listenForAdmin(SluiceConfig conf, Assembly made) {
    Handler<HttpServerRequest> pages = made.admin();
    Integer port = conf.admin().port();
    if (pages == null || port == null) {
      return Future.succeededFuture();
    }
    HttpServer http =
        vertx
            .createHttpServer()
            .requestHandler(pages)
            .invalidRequestHandler(made.invalidRequests());
    admin = http;
    return http.listen(bindPort(port, "admin"), conf.admin().host());
  }

  @Override
  public Future<?> stop() {
    SluiceConfig conf = config;
    Assembly made = assembly;
    HttpServer http = server;
    if (conf == null || made == null || http == null) {
      return Future.succeededFuture();
    }
    made.unready();
    return pause(conf.drain().delay())
        .compose(v -> drain(conf.drain().timeout(), made, http))
        .eventually(() -> admin == null ? Future.succeededFuture() : admin.close())
        .transform(done -> made.close())
        .eventually(() -> sendTraces(conf))
        .onComplete(done -> SharedLimits.forget(vertx, context.deploymentID()));
  }

  private Future<Void> sendTraces(SluiceConfig conf) {
    return conf.tracing().enabled()
        ? SharedTracing.of(vertx, conf.tracing()).flush(vertx)
        : Future.succeededFuture();
  }

  /** Takes no more connections, lets the calls end, and ends those that do not in time. */
  private Future<Void> drain(Duration timeout, Assembly made, HttpServer http) {
    made.drain();
    ConnectionGuard watch = guard;
    if (watch != null) {
      watch.closeSilent();
    }
    Future<Void> closed = http.shutdown(timeout.plus(FAREWELL).toMillis(), MILLISECONDS);
    Timer timer = vertx.timer(Math.max(1, timeout.toMillis()), MILLISECONDS);
    timer.onSuccess(v -> endCalls(made));
    return closed.onComplete(v -> timer.cancel());
  }

  private static void endCalls(Assembly made) {
    int ended = made.openCalls().end(STOPPING);
    if (ended > 0) {
      LOG.warn("Calls that have not ended in time: {}; they end with UNAVAILABLE", ended);
    }
  }

  private Future<Void> pause(Duration time) {
    return time.isZero()
        ? Future.succeededFuture()
        : vertx.timer(time.toMillis(), MILLISECONDS).mapEmpty();
  }

  /** The port it listens on, once it has started; the one that was found for the port 0. */
  public int actualPort() {
    return server == null ? 0 : server.actualPort();
  }

  /** The port of health and metrics, if they have one of their own; else 0. */
  public int actualAdminPort() {
    return admin == null ? 0 : admin.actualPort();
  }

  /**
   * The port to bind. Vert.x shares a free port among the servers that ask for it by the same
   * negative number: here, the instances of one deployment.
   */
  private int bindPort(int port, String of) {
    int name = (context.deploymentID() + of).hashCode();
    return port > 0 ? port : -1 - (name & (Integer.MAX_VALUE >> 1));
  }

  private static HttpServerOptions options(SluiceConfig config, Assembly made) {
    HttpConfig http = config.http();
    return made.configure(new HttpServerOptions())
        .setReusePort(config.reusePort())
        .setTcpKeepAlive(true)
        .setTracingPolicy(
            config.tracing().enabled() ? TracingPolicy.IGNORE : TracingPolicy.PROPAGATE)
        .setMaxInitialLineLength(http.maxUriBytes())
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
