package dev.sluice.server;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an HTTP/2 connection open when a client cancels a call while its answer is on the way.
 *
 * <p>The trailers of such an answer fail to be written, which concerns their stream alone. Vert.x
 * writes them with a promise whose failure Netty reports to the pipeline, and Vert.x closes the
 * connection on anything that is reported there: all other calls on it would be lost.
 */
@Sharable
final class CancelledStreams extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(CancelledStreams.class);
  private static final CancelledStreams INSTANCE = new CancelledStreams();

  private CancelledStreams() {}

  /** Guards a connection, before its first request. */
  static void guard(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      ChannelHandlerContext http = server.channelHandlerContext();
      if (http.handler() instanceof Http2ConnectionHandler) {
        http.pipeline().addBefore(http.name(), null, INSTANCE);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Http2Exception failure = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
    if (failure != null && Http2Exception.isStreamError(failure)) {
      LOG.debug("A stream was closed before its answer was written", cause);
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
