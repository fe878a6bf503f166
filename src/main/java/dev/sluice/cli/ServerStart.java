package dev.sluice.cli;

import dev.sluice.config.ConfigException;
import dev.sluice.config.SluiceConfig;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Checks all that a start needs, then starts. */
final class ServerStart {

  private ServerStart() {}

  /** Starts the server; returns an exit code, 0 when it listens. */
  static int start(ServerOptions options, CommandLine commandLine) {
    if (options.instances < 1) {
      throw new ParameterException(
          commandLine, "-instances: " + options.instances + " (expected: an integer from 1)");
    }
    JsonObject conf;
    JsonObject vertxOptions;
    SluiceConfig config;
    try {
      conf = JsonArgument.read("-conf", options.conf);
      config = ServerVerticle.parse(conf);
    } catch (ConfigException e) {
      commandLine.getErr().println(Faults.describe("-conf", options.conf, e));
      return 2;
    } catch (ServiceConfigurationError e) {
      commandLine.getErr().println(Faults.describe(e));
      return 1;
    }
    try {
      vertxOptions = vertxOptions(options.vertxOptions);
    } catch (ConfigException e) {
      commandLine.getErr().println(Faults.describe("-options", options.vertxOptions, e));
      return 2;
    }
    AccessLog accessLog = Logging.configure(config.logging());
    return new ServerApplication(options.launcherArguments(), vertxOptions, conf, config, accessLog)
        .start(commandLine.getErr());
  }

  private static JsonObject vertxOptions(@Nullable String argument) {
    JsonObject json = JsonArgument.read("-options", argument);
    if (!json.containsKey("preferNativeTransport")) {
      json.put("preferNativeTransport", true);
    }
    try {
      new VertxOptions(json);
    } catch (RuntimeException e) {
      throw new ConfigException(List.of("not options of Vert.x: " + e.getMessage()));
    }
    return json;
  }
}
