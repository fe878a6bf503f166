package dev.sluice.channel;

/** How a channel chooses among the addresses that it may use. */
public enum LoadBalancing {
  /** One after the other, by weight. */
  ROUND_ROBIN("roundRobin"),
  /** The one with the fewest open calls, by weight; those that are equal one after the other. */
  LEAST_REQUESTS("leastRequests");

  private final String key;

  LoadBalancing(String key) {
    this.key = key;
  }

  /** What it is called in a configuration. */
  public String key() {
    return key;
  }
}
