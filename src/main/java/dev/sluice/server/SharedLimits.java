package dev.sluice.server;

import dev.sluice.call.InputBudget;
import dev.sluice.config.LimitsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/** What the instances of one deployment count together. Safe for concurrent use. */
final class SharedLimits implements Shareable {

  private final InputBudget input;

  private SharedLimits(LimitsConfig config) {
    this.input = new InputBudget(config.maxBufferedBytes());
  }

  /** The limits of the deployment that calls, made when they are first asked for. */
  static SharedLimits of(Vertx vertx, LimitsConfig config) {
    return map(vertx).computeIfAbsent(deployment(vertx), id -> new SharedLimits(config));
  }

  /** Forgets the limits of the deployment that calls, which ends. */
  static void forget(Vertx vertx) {
    map(vertx).remove(deployment(vertx));
  }

  private static LocalMap<String, SharedLimits> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap("dev.sluice.limits");
  }

  private static String deployment(Vertx vertx) {
    return String.valueOf(vertx.getOrCreateContext().deploymentID());
  }

  InputBudget input() {
    return input;
  }
}
