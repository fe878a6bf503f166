package dev.sluice.config;

import java.time.Duration;

/**
 * The streams of the REST door: keys of {@code rest} that begin with {@code sse} or {@code stream}.
 *
 * @param sseKeepAlive {@code sseKeepAliveSeconds}: after how long without a message an event stream
 *     gets a comment, so that proxies and clients keep it open; zero for none
 * @param idleTimeout {@code streamIdleTimeoutSeconds}: after how long without a message in either
 *     direction a stream is ended with DEADLINE_EXCEEDED, comments not counted; zero for never
 */
public record StreamConfig(Duration sseKeepAlive, Duration idleTimeout) {

  static StreamConfig read(ConfReader conf) {
    return new StreamConfig(
        conf.seconds("sseKeepAliveSeconds", 15, 0, 86_400),
        conf.seconds("streamIdleTimeoutSeconds", 300, 0, 86_400));
  }
}
