package dev.sluice.cli;

import dev.sluice.config.ConfigException;
import dev.sluice.config.SluiceConfig;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.cli.annotations.Description;
import io.vertx.core.cli.annotations.Name;
import io.vertx.core.cli.annotations.Summary;
import io.vertx.core.impl.launcher.commands.RunCommand;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The legacy launcher's {@code run}, which takes care of a {@link ServerVerticle} as {@link
 * ServerApplication} does: a conf with faults stops the process before Vert.x starts, and so does a
 * start that fails, where the launcher on its own would go on, or exit with 0. Any other verticle
 * runs as ever.
 */
@Name(value = "run", priority = 100)
@Summary("Runs a verticle called <main-verticle> in its own instance of vert.x.")
@Description("Runs the main verticle, given by its class name, in an instance of Vert.x.")
public final class LegacyRunCommand extends RunCommand {

  private final ServerInstances servers = new ServerInstances();
  private final ProcessExit exit = new ProcessExit();
  private @Nullable SluiceConfig sluice;
  private @Nullable AccessLog accessLog;

  /** Creates the command, as the launcher does. */
  public LegacyRunCommand() {}

  @Override
  protected @Nullable JsonObject getConfiguration() {
    if (!isSluice()) {
      return super.getConfiguration();
    }
    Logging.routeJavaLogging();
    Logging.silence();
    try {
      JsonObject conf = JsonArgument.read("-conf", config);
      SluiceConfig parsed = ServerVerticle.parse(conf);
      sluice = parsed;
      accessLog = Logging.configure(parsed.logging());
      return conf;
    } catch (ConfigException e) {
      System.err.println(Faults.describe("-conf", config, e));
      System.exit(2);
      throw e;
    }
  }

  @Override
  protected void beforeStartingVertx(VertxOptions options) {
    if (sluice != null && vertxOptions == null) {
      options.setPreferNativeTransport(true);
    }
    super.beforeStartingVertx(options);
  }

  @Override
  protected VertxBuilder createVertxBuilder(VertxOptions options) {
    VertxBuilder builder = super.createVertxBuilder(options);
    return sluice == null ? builder : ServerInstances.traced(builder, sluice);
  }

  @Override
  protected void deploy() {
    SluiceConfig config = sluice;
    if (config == null) {
      super.deploy();
      return;
    }
    if (accessLog != null) {
      AccessLog.use(vertx, accessLog);
    }
    Throwable failure =
        vertx
            .deployVerticle(servers, deploymentOptions)
            .toCompletionStage()
            .handle((id, cause) -> cause)
            .toCompletableFuture()
            .join();
    if (failure != null) {
      exit.failing();
      System.err.println(Faults.describe(failure, config));
      Logging.flush();
      System.exit(Faults.exitCode(failure));
    }
    exit.serving();
    servers.announce(config);
  }

  @Override
  protected void beforeStoppingVertx(Vertx vertx) {
    if (sluice != null) {
      exit.stopping(sluice.drain().total());
    }
    super.beforeStoppingVertx(vertx);
  }

  @Override
  protected void afterStoppingVertx() {
    super.afterStoppingVertx();
    exit.stopped();
  }

  private boolean isSluice() {
    return mainVerticle.equals(ServerVerticle.class.getName())
        || mainVerticle.equals("java:" + ServerVerticle.class.getName());
  }
}
