package dev.sluice.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection so that no request is lost that its client sends while the server stops.
 *
 * <p>Vert.x tells each connection that the server stops by an event, upon which it takes no more
 * requests; one that is on its way is lost. So the event is held back here until the client knows:
 *
 * <ul>
 *   <li>HTTP/2: a GOAWAY that refuses no stream yet, and a ping, after whose answer no stream comes
 *       any more; then the GOAWAY with the last stream. (<a
 *       href="https://www.rfc-editor.org/rfc/rfc9113#section-6.8">RFC 9113, 6.8</a>.)
 *   <li>HTTP/1.1: the next response says {@code Connection: close}; without one, a moment passes.
 *   <li>WebSocket: the call goes on, and the connection ends with it.
 * </ul>
 *
 * <p>Belongs to the event loop of its channel.
 */
final class ConnectionDrain extends ChannelInboundHandlerAdapter {

  /** How long a client that says nothing is waited for. */
  static final long PATIENCE_MILLIS = 1000;

  private static final Buffer PING = Buffer.buffer("draining");

  private final HttpConnection connection;
  private final boolean http2;
  private @Nullable ShutdownEvent held;
  private boolean passedOn;

  private ConnectionDrain(HttpConnection connection, boolean http2) {
    this.connection = connection;
    this.http2 = http2;
  }

  /** Guards a connection, before its first request. */
  static void guard(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      ChannelHandlerContext http = server.channelHandlerContext();
      boolean http2 = http.handler() instanceof Http2ConnectionHandler;
      http.pipeline().addBefore(http.name(), null, new ConnectionDrain(connection, http2));
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what is scheduled does not fail
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ShutdownEvent shutdown) || held != null) {
      context.fireUserEventTriggered(event);
      return;
    }
    held = shutdown;
    long patience = Math.min(PATIENCE_MILLIS, shutdown.timeUnit().toMillis(shutdown.timeout()));
    if (http2) {
      connection.goAway(0, Integer.MAX_VALUE);
      connection.ping(PING).onComplete(pong -> endStreams(context));
      context.executor().schedule(() -> endStreams(context), patience, MILLISECONDS);
    } else if (context.pipeline().get(Http2ConnectionHandler.class) != null) {
      // It has been upgraded to HTTP/2, and has a guard for that.
      passOn(context);
    } else if (context.pipeline().get(WebSocketFrameDecoder.class) == null) {
      context.pipeline().addAfter(context.name(), null, new LastAnswer(context));
      context.executor().schedule(() -> passOn(context), patience, MILLISECONDS);
    }
  }

  private void endStreams(ChannelHandlerContext context) {
    if (!passedOn && context.channel().isActive()) {
      connection.goAway(0);
    }
    passOn(context);
  }

  /** Lets Vert.x close the connection when what it does has come to its end. */
  private void passOn(ChannelHandlerContext context) {
    ShutdownEvent event = held;
    if (event != null && !passedOn && context.channel().isActive()) {
      passedOn = true;
      context.fireUserEventTriggered(event);
    }
  }

  /** Says in the next answer over HTTP/1.1 that it is the last, and then ends the connection. */
  private final class LastAnswer extends ChannelOutboundHandlerAdapter {

    private final ChannelHandlerContext drain;
    private boolean ending;

    LastAnswer(ChannelHandlerContext drain) {
      this.drain = drain;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise, which is the caller's, tells
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpResponse response && isFinal(response)) {
        ending = true;
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
      context.write(message, promise);
      if (ending && message instanceof LastHttpContent) {
        context.executor().execute(() -> passOn(drain));
      }
    }

    private static boolean isFinal(HttpResponse response) {
      return response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
    }
  }
}
