package dev.sluice.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Closes a connection on which a client begins TLS where the port has none.
 *
 * <p>Netty skips the control characters at the beginning of a handshake and goes on to look for the
 * end of a request line; client and server would wait for each other.
 */
final class TlsOnPlainPort extends ChannelInboundHandlerAdapter {

  private static final String DECODER = "httpDecoder";

  /** The type of a TLS record that holds a handshake. */
  private static final int HANDSHAKE = 22;

  private TlsOnPlainPort() {}

  /** Guards a connection, before its first bytes are read. */
  static void guard(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      var pipeline = server.channelHandlerContext().pipeline();
      if (pipeline.get(DECODER) != null) {
        pipeline.addBefore(DECODER, null, new TlsOnPlainPort());
      }
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do when it is closed
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && bytes.isReadable()) {
      if (bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
        ReferenceCountUtil.release(message);
        context.close();
        return;
      }
      context.pipeline().remove(this);
    }
    context.fireChannelRead(message);
  }
}
