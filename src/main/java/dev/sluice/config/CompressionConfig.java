package dev.sluice.config;

/**
 * The compression of REST answers, for clients that take gzip: {@code rest.compression}.
 *
 * @param enabled whether answers are compressed
 * @param minBytes how long an answer has to be
 * @param level how much to try, from 1 for speed to 9
 * @param streams whether streams are compressed too, each of which then holds some 300 kB
 */
public record CompressionConfig(boolean enabled, int minBytes, int level, boolean streams) {

  /** What holds where nothing is configured. */
  public static final CompressionConfig DEFAULT = new CompressionConfig(true, 1024, 1, false);

  static CompressionConfig read(ConfReader conf) {
    return new CompressionConfig(
        conf.bool("enabled", DEFAULT.enabled),
        conf.integer("minBytes", DEFAULT.minBytes, 1, Integer.MAX_VALUE),
        conf.integer("level", DEFAULT.level, 1, 9),
        conf.bool("streams", DEFAULT.streams));
  }
}
