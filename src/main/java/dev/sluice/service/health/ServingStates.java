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

  private record Watcher(String service, Handler<ServingStatus> handler) {}

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
   * @return what ends it
   */
  Runnable watch(String service, Handler<ServingStatus> handler) {
    Watcher watcher = new Watcher(service, handler);
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  int watcherCount() {
    return watchers.size();
  }
}
