package dev.sluice.cli;

import dev.sluice.config.ConfigException;
import dev.sluice.config.SluiceConfig;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.json.JsonObject;
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
      vertxOptions = vertxOptions(options);
    } catch (ConfigException e) {
      commandLine.getErr().println(Faults.describe(options.conf, e));
      return 2;
    }
    Logging.configure(config.logging());
    return new ServerApplication(options.launcherArguments(), vertxOptions, conf, config)
        .start(commandLine.getErr());
  }

  private static JsonObject vertxOptions(ServerOptions options) {
    JsonObject json = JsonArgument.read("-options", options.vertxOptions);
    if (!json.containsKey("preferNativeTransport")) {
      json.put("preferNativeTransport", true);
    }
    return json;
  }
}
