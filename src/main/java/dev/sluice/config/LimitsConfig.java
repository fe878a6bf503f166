package dev.sluice.config;

/**
 * What clients may take of the server together: {@code limits}.
 *
 * @param maxCallsInFlight how many calls may be open; more are refused for now
 * @param maxBufferedBytes how much memory all requests together may take that are not complete yet,
 *     or are the one message of a call that has not ended; a quarter of the heap unless told
 * @param minBodyBytesPerSecond how fast the one message of a call has to come, on average; zero for
 *     any pace
 * @param maxHeaders how many headers a request may have over HTTP/1.1; over HTTP/2 {@code
 *     http.maxHeaderBytes} counts 32 bytes for each
 * @param connections what one connection may do, and how many there may be
 */
public record LimitsConfig(
    int maxCallsInFlight,
    long maxBufferedBytes,
    int minBodyBytesPerSecond,
    int maxHeaders,
    ConnectionLimits connections) {

  static LimitsConfig read(ConfReader conf) {
    return new LimitsConfig(
        conf.integer("maxCallsInFlight", 10_000, 1, Integer.MAX_VALUE),
        conf.longInteger(
            "maxBufferedBytes", Runtime.getRuntime().maxMemory() / 4, 1, Long.MAX_VALUE),
        conf.integer("minBodyBytesPerSecond", 240, 0, Integer.MAX_VALUE),
        conf.integer("maxHeaders", 128, 1, Integer.MAX_VALUE),
        ConnectionLimits.read(conf));
  }
}
