package dev.sluice.cli;

import dev.sluice.config.SluiceConfig;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The Vert.x launcher for the server, with a conf and options that are known to be good. The
 * launcher brings clustering, the system properties {@code vertx.options.*} and the closing of
 * Vert.x when the JVM ends.
 */
final class ServerApplication extends VertxApplication implements VertxApplicationHooks {

  private final JsonObject vertxOptions;
  private final JsonObject conf;
  private final SluiceConfig config;
  private final @Nullable AccessLog accessLog;
  private final ServerInstances instances = new ServerInstances();
  private final ProcessExit exit = new ProcessExit();
  private @Nullable Throwable failure;

  ServerApplication(
      String[] launcherArguments,
      JsonObject vertxOptions,
      JsonObject conf,
      SluiceConfig config,
      @Nullable AccessLog accessLog) {
    super(launcherArguments, null, false, false);
    this.vertxOptions = vertxOptions;
    this.conf = conf;
    this.config = config;
    this.accessLog = accessLog;
  }

  /** Starts the server on this thread; returns an exit code, 0 when it listens. */
  int start(PrintWriter err) {
    if (launch() == 0) {
      return 0;
    }
    if (failure == null) {
      // The launcher has given up waiting.
      err.println("sluice: cannot start: it has not come up within 2 minutes");
    } else {
      err.println(Faults.describe(failure, config));
      LoggerFactory.getLogger(ServerApplication.class).debug("Cannot start", failure);
    }
    return Faults.exitCode(failure);
  }

  @Override
  public JsonObject afterVertxOptionsParsed(@Nullable JsonObject none) {
    return vertxOptions;
  }

  @Override
  public JsonObject afterConfigParsed(@Nullable JsonObject none) {
    return conf;
  }

  @Override
  public VertxBuilder createVertxBuilder(VertxOptions options) {
    return ServerInstances.traced(Vertx.builder().with(options), config);
  }

  @Override
  public void afterVertxStarted(HookContext context) {
    if (accessLog != null) {
      AccessLog.use(context.vertx(), accessLog);
    }
  }

  @Override
  public Supplier<ServerVerticle> verticleSupplier() {
    return instances;
  }

  @Override
  public void afterVerticleDeployed(HookContext context) {
    exit.serving();
    instances.announce(config);
  }

  @Override
  public void afterFailureToStartVertx(HookContext context, @Nullable Throwable cause) {
    failure = cause;
  }

  @Override
  public void afterFailureToDeployVerticle(HookContext context, @Nullable Throwable cause) {
    exit.failing();
    failure = cause;
  }

  @Override
  public void beforeStoppingVertx(HookContext context) {
    exit.stopping(config.drain().total());
  }

  @Override
  public void afterVertxStopped(HookContext context) {
    exit.stopped();
  }

  @Override
  public void afterFailureToStopVertx(HookContext context, @Nullable Throwable cause) {
    exit.failed();
  }
}
