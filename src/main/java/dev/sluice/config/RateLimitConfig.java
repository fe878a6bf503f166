package dev.sluice.config;

/**
 * How often a caller may call: {@code security.rateLimit}.
 *
 * @param callsPerSecond how many calls a second each caller may make in the long run; 0 for any
 *     number
 * @param burst how many at once, having made none for a while
 * @param maxCallers how many callers are remembered
 */
public record RateLimitConfig(int callsPerSecond, int burst, int maxCallers) {

  static RateLimitConfig read(ConfReader conf) {
    int rate = conf.integer("callsPerSecond", 0, 0, 1_000_000);
    return new RateLimitConfig(
        rate,
        conf.integer("burst", Math.max(1, rate), 1, 10_000_000),
        conf.integer("maxCallers", 10_000, 1, 1_000_000));
  }
}
