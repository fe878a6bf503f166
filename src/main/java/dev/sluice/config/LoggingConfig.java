package dev.sluice.config;

/**
 * The log of the server process: {@code logging}. It has no effect where a host application
 * configures Logback itself.
 *
 * @param format how a line looks
 * @param level the least level of the server's own loggers; those of libraries never go below
 *     {@code info}
 * @param access whether each call is logged, one line when it ends
 */
public record LoggingConfig(Format format, Level level, boolean access) {

  /** How a log line looks. */
  public enum Format {
    /** Lines for people. */
    TEXT,
    /** One JSON object a line, for machines. */
    JSON
  }

  /** The least level that is logged. */
  public enum Level {
    /** Everything. */
    TRACE,
    /** What helps to find a fault. */
    DEBUG,
    /** What happens in the ordinary course. */
    INFO,
    /** What someone should look at. */
    WARN,
    /** What has gone wrong. */
    ERROR,
    /** Nothing. */
    OFF
  }

  static LoggingConfig read(ConfReader conf) {
    return new LoggingConfig(
        conf.oneOf("format", Format.TEXT),
        conf.oneOf("level", Level.INFO),
        conf.bool("access", false));
  }
}
