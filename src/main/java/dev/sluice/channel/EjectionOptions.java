package dev.sluice.channel;

import dev.sluice.config.ConfReader;

/**
 * When an address is out of use, and how it comes back: {@code ejection}.
 *
 * @param failures how many calls in a row have to be UNAVAILABLE; an address whose connection fails
 *     is out at once
 * @param backoff how long it is out, each time that it fails again
 * @param healthCheck whether {@code grpc.health.v1.Health} is asked before it is used again, if the
 *     server has it; otherwise a connection that can be made is enough
 * @param healthService which service is asked about; empty for the server as a whole
 */
public record EjectionOptions(
    int failures, BackoffOptions backoff, boolean healthCheck, String healthService) {

  static EjectionOptions read(ConfReader conf) {
    String service = conf.optionalString("healthService");
    return new EjectionOptions(
        conf.integer("failures", 3, 1, 1_000_000),
        BackoffOptions.read(conf, 1_000, 30_000),
        conf.bool("healthCheck", true),
        service == null ? "" : service);
  }
}
