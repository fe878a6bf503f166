package dev.sluice.server;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.ProtocolException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes an invalid request of what <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 * has a server refuse in HTTP/1.1 and Netty lets pass.
 *
 * <p>Netty reads a request whose transfer coding it does not know as one without a body, and the
 * body as the next request. Behind a proxy that has seen one request, that is a second one which
 * nobody has checked; so the connection ends with the request, and nothing after it is read.
 */
@Sharable
final class RequestFraming extends ChannelInboundHandlerAdapter {

  private static final RequestFraming INSTANCE = new RequestFraming();

  private RequestFraming() {}

  /** Guards a connection, before its first request. */
  static void guard(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      ChannelHandlerContext http = server.channelHandlerContext();
      if (!(http.handler() instanceof Http2ConnectionHandler)) {
        http.pipeline().addBefore(http.name(), null, INSTANCE);
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
      String fault = fault(request);
      if (fault != null) {
        request.setDecoderResult(DecoderResult.failure(new ProtocolException(fault)));
        request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
    }
    context.fireChannelRead(message);
  }

  private static @Nullable String fault(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
      if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
        return "transfer-encoding (expected: chunked, once)";
      }
    }
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    return hosts > 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))
        ? "host: " + hosts + " headers (expected: 1)"
        : null;
  }
}
