package dev.sluice.channel;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a channel chooses among the addresses that it may use. */
public enum LoadBalancing {
  /** One after the other, by weight. */
  ROUND_ROBIN("roundRobin"),
  /** The one with the fewest open calls, by weight; those that are equal one after the other. */
  LEAST_REQUESTS("leastRequests");

  /** What {@link #of} expects. */
  public static final String EXPECTED =
      "one of " + Arrays.stream(values()).map(LoadBalancing::key).collect(Collectors.joining(", "));

  private final String key;

  LoadBalancing(String key) {
    this.key = key;
  }

  /** The one that a configuration calls so. */
  public static Optional<LoadBalancing> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  /** What it is called in a configuration. */
  public String key() {
    return key;
  }
}
