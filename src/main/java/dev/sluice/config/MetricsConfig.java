package dev.sluice.config;

/**
 * The metrics: {@code metrics}.
 *
 * @param enabled whether calls are counted and timed
 */
public record MetricsConfig(boolean enabled) {

  static MetricsConfig read(ConfReader conf) {
    return new MetricsConfig(conf.bool("enabled", true));
  }
}
