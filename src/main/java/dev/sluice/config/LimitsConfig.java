package dev.sluice.config;

/**
 * What clients may take of the server together: {@code limits}.
 *
 * @param maxBufferedBytes how much memory all requests together may take that are not complete yet,
 *     or are the one message of a call that has not ended; a quarter of the heap unless told
 */
public record LimitsConfig(long maxBufferedBytes) {

  static LimitsConfig read(ConfReader conf) {
    return new LimitsConfig(
        conf.longInteger(
            "maxBufferedBytes", Runtime.getRuntime().maxMemory() / 4, 1, Long.MAX_VALUE));
  }
}
