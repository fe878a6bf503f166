package dev.sluice.cli;

import dev.sluice.config.LoggingConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.server.ServerVerticle;
import dev.sluice.tracing.Tracing;
import io.vertx.core.VertxBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** The server's instances, made as Vert.x asks for them on the thread that deploys. */
final class ServerInstances implements Supplier<ServerVerticle> {

  private final List<ServerVerticle> verticles = new ArrayList<>();

  @Override
  public ServerVerticle get() {
    ServerVerticle verticle = new ServerVerticle();
    verticles.add(verticle);
    return verticle;
  }

  /** Has a Vert.x instance carry traces on, if the server makes any. */
  static VertxBuilder traced(VertxBuilder builder, SluiceConfig config) {
    if (config.tracing().enabled()) {
      Logging.silenceExporter();
      builder.withTracer(Tracing.factory(config.tracing()));
    }
    return builder;
  }

  /** Says where the server listens, once for all instances. */
  void announce(SluiceConfig config) {
    boolean tls = config.tls().enabled();
    String line =
        "Sluice %s listening on %s://%s:%d (HTTP/1.1, %s; %d instance%s)"
            .formatted(
                Version.number(),
                tls ? "https" : "http",
                bracketed(config.host()),
                verticles.get(0).actualPort(),
                tls ? "HTTP/2" : "h2c",
                verticles.size(),
                verticles.size() == 1 ? "" : "s");
    say(line, config);
    if (config.admin().port() != null) {
      say(
          "Health and metrics on http://%s:%d"
              .formatted(bracketed(config.admin().host()), verticles.get(0).actualAdminPort()),
          config);
    }
  }

  private static void say(String line, SluiceConfig config) {
    if (config.logging().format() == LoggingConfig.Format.JSON) {
      LoggerFactory.getLogger(ServerInstances.class).info(line);
    } else {
      System.out.println(line);
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
