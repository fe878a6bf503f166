package dev.sluice.server;

import dev.sluice.config.ConnectionLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection under the {@link ConnectionGuard}. It stands first in the pipeline, behind TLS,
 * and notes when something comes; {@link #sweep} then draws the conclusions. Belongs to the
 * channel's event loop.
 */
final class GuardedConnection extends ChannelInboundHandlerAdapter {

  private static final long PING_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long AGE_GRACE_MINUTES = 10;
  private static final String TOO_SLOW =
      "{\"code\":4,\"message\":\"the head of the request comes too slowly\"}";

  /** The first byte of a client that speaks TLS: the type of a record. */
  private static final int TLS_HANDSHAKE = 22;

  /**
   * What Vert.x calls its handler of upgrades to HTTP/2, which is there until the first request.
   */
  private static final String H2C_UPGRADE = "h2c";

  /** Too few for the head of a request that has a header. */
  private static final int FIRST_BYTES = 16;

  private final ConnectionGuard guard;
  private final Channel channel;
  private final long openedNanos;
  private @Nullable HttpConnection http;
  private @Nullable Http2ConnectionHandler http2;
  private long activeNanos;
  private long pingedNanos;
  private long headNanos;
  private boolean headBegun = true;
  private boolean inRequest;
  private boolean framed;
  private boolean retired;
  private long answers;

  GuardedConnection(ConnectionGuard guard, Channel channel) {
    this.guard = guard;
    this.channel = channel;
    this.openedNanos = System.nanoTime();
    this.activeNanos = openedNanos;
    this.headNanos = openedNanos;
  }

  /** The guard of a connection, or null if it has none. */
  static @Nullable GuardedConnection of(HttpConnection connection) {
    return connection instanceof HttpServerConnection server
        ? server.channelHandlerContext().pipeline().get(GuardedConnection.class)
        : null;
  }

  /** Closes a channel; there is nobody to be told when it is. */
  static void close(Channel channel) {
    ChannelFuture unused = channel.close();
  }

  Channel channel() {
    return channel;
  }

  /** Takes note of the protocol, and guards what is its own. */
  void opened(HttpConnection connection) {
    http = connection;
    ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
    if (context.handler() instanceof Http2ConnectionHandler handler) {
      http2 = handler;
      headBegun = false;
      channel.pipeline().addBefore(context.name(), null, new Answers());
      handler.decoder().frameListener(new FrameGuard(handler.decoder().frameListener(), this));
    } else if (!framed) {
      frameBefore(context.name());
    }
  }

  private void frameBefore(String handler) {
    framed = true;
    RequestFraming framing = new RequestFraming(this, guard.limits().maxHeaders());
    channel.pipeline().addBefore(handler, null, framing);
  }

  /** Takes note that the head of a request has come, over HTTP/1.1. */
  void requestBegun() {
    headBegun = false;
    inRequest = true;
  }

  /** Takes note that a request has been answered, over HTTP/1.1. */
  void requestEnded() {
    inRequest = false;
    activeNanos = guard.nowNanos();
  }

  /** How many pieces have been sent that are more than the acknowledgement of a frame. */
  long answers() {
    return answers;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    activeNanos = guard.nowNanos();
    if (http2 == null && !headBegun && !inRequest) {
      headBegun = true;
      headNanos = activeNanos;
    }
    if (http == null && !framed && message instanceof ByteBuf bytes && bytes.isReadable()) {
      if (bytes.getByte(bytes.readerIndex()) == TLS_HANDSHAKE) {
        bytes.release();
        close(channel);
        return;
      }
      // Vert.x decides by them on the protocol; so the framing comes before its first request.
      context.fireChannelRead(
          bytes.readRetainedSlice(Math.min(bytes.readableBytes(), FIRST_BYTES)));
      if (channel.pipeline().get(H2C_UPGRADE) != null) {
        frameBefore(H2C_UPGRADE);
      }
    }
    context.fireChannelRead(message);
  }

  /** Counts what is sent over HTTP/2. */
  private final class Answers extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (!(message instanceof ByteBuf bytes) || !FrameGuard.isControl(bytes.readableBytes())) {
        answers++;
      }
      ChannelFuture unused = context.write(message, promise);
    }
  }

  private static ByteBuf json(String status, String body) {
    String answer =
        "HTTP/1.1 "
            + status
            + "\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    return Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII);
  }

  /** Closes the connection, or ends it in the way of its protocol, if a limit is reached. */
  void sweep(long now) {
    ConnectionLimits limits = guard.limits().connections();
    if (headBegun) {
      if (isOver(now - headNanos, limits.headTimeout())) {
        refuseSlowHead();
      }
    } else if (isUpgraded()) {
      return;
    } else if (hasCalls()) {
      ping(now, limits.ping());
    } else if (!retired && isOver(now - activeNanos, guard.idleTimeout())) {
      retire(0);
    }
    if (!retired && isOver(now - openedNanos, limits.age())) {
      retire(AGE_GRACE_MINUTES);
    }
  }

  private static boolean isOver(long nanos, Duration limit) {
    return !limit.isZero() && nanos > limit.toNanos();
  }

  /** Whether this is a WebSocket by now, which has limits of its own. */
  private boolean isUpgraded() {
    return http2 == null && !isHttp1();
  }

  private boolean isHttp1() {
    return channel.pipeline().get("httpDecoder") != null;
  }

  private boolean hasCalls() {
    Http2ConnectionHandler handler = http2;
    return handler == null ? inRequest : handler.connection().numActiveStreams() > 0;
  }

  private void refuseSlowHead() {
    if (!isHttp1()) {
      close(channel);
      return;
    }
    ChannelHandlerContext context = channel.pipeline().context(this);
    if (context == null) {
      close(channel);
    } else {
      context
          .writeAndFlush(json("408 Request Timeout", TOO_SLOW))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void ping(long now, Duration after) {
    HttpConnection connection = http;
    if (connection == null || http2 == null || !isOver(now - activeNanos, after)) {
      pingedNanos = 0;
    } else if (pingedNanos == 0) {
      pingedNanos = now;
      connection.ping(Buffer.buffer(new byte[8])).onFailure(e -> close(channel));
    } else if (now - pingedNanos > PING_ANSWER_NANOS) {
      close(channel);
    }
  }

  /** Lets the calls that are open end, and takes no more. */
  private void retire(long graceMinutes) {
    retired = true;
    HttpConnection connection = http;
    if (connection == null) {
      close(channel);
    } else {
      connection.shutdown(graceMinutes, TimeUnit.MINUTES).onFailure(e -> close(channel));
    }
  }

  void closeIfSilent() {
    if (http == null) {
      close(channel);
    }
  }
}
