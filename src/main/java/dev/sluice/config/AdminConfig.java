package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * Where health and metrics are served: {@code admin}.
 *
 * @param port the TCP port for {@code /healthz}, {@code /readyz} and {@code /metrics}, without TLS,
 *     0 for any that is free; null for the port of everything else
 * @param host the address to listen on
 */
public record AdminConfig(@Nullable Integer port, String host) {

  static AdminConfig read(ConfReader conf) {
    return new AdminConfig(
        conf.has("port") ? Integer.valueOf(conf.integer("port", 0, 0, 65_535)) : null,
        conf.string("host", "0.0.0.0"));
  }
}
