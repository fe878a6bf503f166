package dev.sluice.config;

import java.time.Duration;

/**
 * The streams of the REST door: keys of {@code rest} that begin with {@code sse}, {@code stream} or
 * {@code webSocket}.
 *
 * @param sseKeepAlive {@code sseKeepAliveSeconds}: after how long without a message an event stream
 *     gets a comment, so that proxies and clients keep it open; zero for none
 * @param idleTimeout {@code streamIdleTimeoutSeconds}: after how long without a message in either
 *     direction a stream is ended with DEADLINE_EXCEEDED, comments and pings not counted; zero for
 *     never
 * @param webSocketPing {@code webSocketPingSeconds}: after how long without a frame the client of a
 *     WebSocket is asked whether it is still there, and once more until it is taken for gone; zero
 *     for never
 */
public record StreamConfig(Duration sseKeepAlive, Duration idleTimeout, Duration webSocketPing) {

  static StreamConfig read(ConfReader conf) {
    return new StreamConfig(
        conf.seconds("sseKeepAliveSeconds", 15, 0, 86_400),
        conf.seconds("streamIdleTimeoutSeconds", 300, 0, 86_400),
        conf.seconds("webSocketPingSeconds", 30, 0, 86_400));
  }
}
