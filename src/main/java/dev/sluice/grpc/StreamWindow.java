package dev.sluice.grpc;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Whether the wire takes what is written to an HTTP/2 stream, or Vert.x has to queue it.
 *
 * <p>Trailers must not get into that queue: when the client cancels the call, Vert.x 5.0 fails to
 * drop them, with an error and its stack trace in the log.
 */
final class StreamWindow {

  private StreamWindow() {}

  /**
   * Whether the wire takes so many bytes at once and has room left; true for a stream that has been
   * closed.
   */
  static boolean takes(HttpServerRequest request, int bytes) {
    if (request.connection() instanceof HttpServerConnection server
        && server.channelHandlerContext().handler() instanceof Http2ConnectionHandler http) {
      Http2Stream stream = http.connection().stream(request.streamId());
      if (stream == null) {
        return true;
      }
      Http2RemoteFlowController flow = http.encoder().flowController();
      return flow.isWritable(stream)
          && flow.windowSize(stream) > bytes
          && flow.windowSize(http.connection().connectionStream()) > bytes;
    }
    return true;
  }
}
