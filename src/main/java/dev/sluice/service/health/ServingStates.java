package dev.sluice.service.health;

import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.core.Handler;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of each service of a verticle, and of the server under the empty name.
 *
 * <p>Belongs to one event loop; watchers are told on it.
 */
public final class ServingStates {

  private final Map<String, ServingStatus> states = new TreeMap<>();
  private final Set<Watcher> watchers = new LinkedHashSet<>();
  private boolean closed;

  private record Watcher(String service, Handler<ServingStatus> handler, Runnable end) {}

  /** Starts out with the server itself as SERVING. */
  public ServingStates() {
    states.put("", ServingStatus.SERVING);
  }

  /**
   * Sets the state of a service and tells its watchers if that is news.
   *
   * @param service the full name, or empty for the server
   */
  public void set(String service, ServingStatus state) {
    if (states.put(service, state) != state) {
      for (Watcher watcher : List.copyOf(watchers)) {
        if (watcher.service().equals(service)) {
          watcher.handler().handle(state);
        }
      }
    }
  }

  /** Sets the state of the server and of all services. */
  public void setAll(ServingStatus state) {
    for (String service : List.copyOf(states.keySet())) {
      set(service, state);
    }
  }

  /**
   * Sets all states to NOT_SERVING for good, and ends the watchers once they are told: a stream
   * that waits for news would otherwise keep a server from stopping.
   */
  public void close() {
    closed = true;
    setAll(ServingStatus.NOT_SERVING);
    for (Watcher watcher : List.copyOf(watchers)) {
      watcher.end().run();
    }
    watchers.clear();
  }

  /** The state of a service, or null if it is not known. */
  public @Nullable ServingStatus get(String service) {
    return states.get(service);
  }

  Map<String, ServingStatus> all() {
    return Collections.unmodifiableMap(states);
  }

  /**
   * Tells a handler of each change of a service's state.
   *
   * @param end is run when there will be no more changes
   * @return what ends it
   */
  Runnable watch(String service, Handler<ServingStatus> handler, Runnable end) {
    Watcher watcher = new Watcher(service, handler, end);
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  /** Whether there will be no more changes. */
  boolean isClosed() {
    return closed;
  }

  int watcherCount() {
    return watchers.size();
  }
}
