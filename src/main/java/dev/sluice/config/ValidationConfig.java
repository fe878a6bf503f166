package dev.sluice.config;

/**
 * The rules of requests: {@code validation}.
 *
 * @param enabled whether request messages are held against the rules of their protos
 */
public record ValidationConfig(boolean enabled) {

  static ValidationConfig read(ConfReader conf) {
    return new ValidationConfig(conf.bool("enabled", true));
  }
}
