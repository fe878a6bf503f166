/**
 * Calls to gRPC servers: over several addresses, with balancing, ejection and retries.
 *
 * <p>{@link dev.sluice.channel.Channel} is a Vert.x {@code GrpcClient}, so that generated clients
 * work on it as they are. A channel keeps one connection to each address; a call is given to one of
 * those that are open, and is never what opens one.
 */
@NullMarked
package dev.sluice.channel;

import org.jspecify.annotations.NullMarked;
