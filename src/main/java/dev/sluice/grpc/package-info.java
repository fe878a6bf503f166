/**
 * The gRPC and gRPC-Web doors: the wire, on Vert.x's HTTP server.
 *
 * <p>The wire is Sluice's own, behind vertx-grpc-server's interfaces, because it has to answer
 * promptly, and with a status, everything that a client may send: see <a
 * href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">PROTOCOL-HTTP2.md</a> and
 * <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md">PROTOCOL-WEB.md</a>.
 */
@NullMarked
package dev.sluice.grpc;

import org.jspecify.annotations.NullMarked;
