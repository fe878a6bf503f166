package dev.sluice.channel;

import dev.sluice.config.ConfReader;
import java.time.Duration;

/**
 * How a channel connects, and how long calls wait for that.
 *
 * @param connectTimeout {@code connectTimeoutMillis}: how long a connection may take to be made,
 *     TLS and HTTP/2 included
 * @param waitForReady whether calls wait, up to their deadline, while no address can be used,
 *     rather than fail
 * @param maxWaitingCalls how many calls may wait for a connection; more are RESOURCE_EXHAUSTED
 * @param maxMessageBytes the size of a response message, as sent and inflated
 * @param tls how the connections are secured
 */
public record ConnectionOptions(
    Duration connectTimeout,
    boolean waitForReady,
    int maxWaitingCalls,
    int maxMessageBytes,
    ChannelTls tls) {

  static ConnectionOptions read(ConfReader conf) {
    return new ConnectionOptions(
        conf.millis("connectTimeoutMillis", 5_000, 1, 600_000),
        conf.bool("waitForReady", false),
        conf.integer("maxWaitingCalls", 10_000, 0, Integer.MAX_VALUE),
        conf.integer("maxMessageBytes", 4 << 20, 1, Integer.MAX_VALUE),
        conf.object("tls", ChannelTls::read));
  }

  /** The same with another TLS. */
  ConnectionOptions withTls(ChannelTls other) {
    return new ConnectionOptions(
        connectTimeout, waitForReady, maxWaitingCalls, maxMessageBytes, other);
  }
}
