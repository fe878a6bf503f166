package dev.sluice.server;

import dev.sluice.config.TracingConfig;
import dev.sluice.tracing.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/** The traces of all verticles of one Vert.x instance. Safe for concurrent use. */
record SharedTracing(Tracing tracing) implements Shareable {

  /**
   * The traces of a Vert.x instance: those that it was made with, or else some of its verticles'
   * own, made when they are first asked for, which takes a while.
   */
  static Tracing of(Vertx vertx, TracingConfig config) {
    Tracing given = Tracing.of(vertx);
    if (given != null) {
      return given;
    }
    LocalMap<String, SharedTracing> map = vertx.sharedData().getLocalMap("dev.sluice.tracing");
    return map.computeIfAbsent("tracing", key -> own((VertxInternal) vertx, config)).tracing();
  }

  private static SharedTracing own(VertxInternal vertx, TracingConfig config) {
    Tracing made = Tracing.create(config);
    vertx
        .closeFuture()
        .add(
            done -> {
              made.close();
              done.succeed();
            });
    return new SharedTracing(made);
  }
}
