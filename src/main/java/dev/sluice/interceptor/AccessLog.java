package dev.sluice.interceptor;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * Where the lines of the access log go: to the logger {@code sluice.access}, unless the process has
 * said otherwise.
 */
@FunctionalInterface
public interface AccessLog {

  /** The logger's name. */
  String LOGGER = "sluice.access";

  /**
   * Takes an entry. Called on the event loop of the call, and must not block.
   *
   * @param entry what is to be logged
   */
  void add(AccessEntry entry);

  /**
   * Takes the entry of a request that was refused before there was a call. Called on the request's
   * event loop, and must not block. Unless overridden, it goes to the logger.
   *
   * @param entry what is to be logged
   */
  default void addRefused(RefusedEntry entry) {
    LoggerAccessLog.log(entry);
  }

  /**
   * Sends the entries of all servers of a Vert.x instance elsewhere; to be called before they are
   * deployed.
   */
  static void use(Vertx vertx, AccessLog log) {
    map(vertx).put(LOGGER, new Shared(log));
  }

  /** Where the entries of the servers of a Vert.x instance go. */
  static AccessLog of(Vertx vertx) {
    Shared shared = map(vertx).get(LOGGER);
    return shared == null ? new LoggerAccessLog() : shared.log();
  }

  private static LocalMap<String, Shared> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap(LOGGER);
  }

  /** What event loops share. */
  record Shared(AccessLog log) implements Shareable {}
}
