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

  static CompressionConfig read(ConfReader conf, CompressionConfig base) {
    return new CompressionConfig(
        conf.bool("enabled", base.enabled),
        conf.integer("minBytes", base.minBytes, 1, Integer.MAX_VALUE),
        conf.integer("level", base.level, 1, 9),
        conf.bool("streams", base.streams));
  }
}
