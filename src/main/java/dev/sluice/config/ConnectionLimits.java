package dev.sluice.config;

import java.time.Duration;

/**
 * What one connection may do, and how many there may be: keys of {@code limits}.
 *
 * @param max {@code maxConnections}: how many connections may be open; more are closed at once
 * @param maxPerAddress {@code maxConnectionsPerAddress}: how many of them may come from one
 *     address; zero for any number, as a proxy in front is one address
 * @param headTimeout {@code headTimeoutSeconds}: how long a client may take to send the head of a
 *     request, or the preface of HTTP/2, from its first byte or the connection's beginning; zero
 *     for any time
 * @param age {@code maxConnectionAgeSeconds}: after how long a connection takes no more requests,
 *     so that its client makes a new one; zero for never
 * @param ping {@code pingSeconds}: after how long of silence a client of HTTP/2 with open calls is
 *     asked whether it is still there; zero for never
 */
public record ConnectionLimits(
    int max, int maxPerAddress, Duration headTimeout, Duration age, Duration ping) {

  static ConnectionLimits read(ConfReader conf) {
    return new ConnectionLimits(
        conf.integer("maxConnections", 10_000, 1, Integer.MAX_VALUE),
        conf.integer("maxConnectionsPerAddress", 0, 0, Integer.MAX_VALUE),
        conf.seconds("headTimeoutSeconds", 10, 0, 86_400),
        conf.seconds("maxConnectionAgeSeconds", 86_400, 0, Integer.MAX_VALUE),
        conf.seconds("pingSeconds", 60, 0, 86_400));
  }
}
