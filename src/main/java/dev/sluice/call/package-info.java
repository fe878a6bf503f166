/**
 * The call: one handler per method, wrapped once by the interceptors, behind every door.
 *
 * <p>A door (gRPC, gRPC-Web, REST) implements {@link dev.sluice.call.CallTransport} for one call,
 * looks its method up in the {@link dev.sluice.call.MethodRegistry} and starts a {@link
 * dev.sluice.call.ServerCall}. From there on all doors share one path: cardinality, demand,
 * deadline, cancellation and status are kept by the call, not by the door.
 */
@NullMarked
package dev.sluice.call;

import org.jspecify.annotations.NullMarked;
