package dev.sluice.server;

import dev.sluice.config.ConnectionLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection under the {@link ConnectionGuard}. It stands first in the pipeline, behind TLS,
 * and notes when something comes; over HTTP/1.1 the {@link RequestDecoder} does so in its place.
 * {@link #sweep} then draws the conclusions. Belongs to the channel's event loop.
 */
final class GuardedConnection extends ChannelInboundHandlerAdapter {

  private static final long PING_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long AGE_GRACE_MINUTES = 10;
  private static final long SWEEP_NANOS =
      TimeUnit.MILLISECONDS.toNanos(ConnectionGuard.SWEEP_MILLIS);
  private static final String TOO_SLOW =
      "{\"code\":4,\"message\":\"the head of the request comes too slowly\"}";

  /** The first byte of a client that speaks TLS: the type of a record. */
  private static final int TLS_HANDSHAKE = 22;

  /** What begins like it is not decided yet. */
  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

  private static final AttributeKey<GuardedConnection> KEY =
      AttributeKey.valueOf(GuardedConnection.class, "guard");

  private final ConnectionGuard guard;
  private final Channel channel;
  private final long openedNanos;
  private @Nullable HttpConnection http;
  private @Nullable Http2ConnectionHandler http2;
  private @Nullable HttpServerRequest request;
  private long activeNanos;
  private long pingedNanos;
  private long headNanos;
  private boolean headBegun = true;
  private boolean betweenRequests;
  private boolean closing;
  private int preface;
  private boolean retired;
  private long answers;

  GuardedConnection(ConnectionGuard guard, Channel channel) {
    this.guard = guard;
    this.channel = channel;
    this.openedNanos = System.nanoTime();
    this.activeNanos = openedNanos;
    this.headNanos = openedNanos;
    channel.attr(KEY).set(this);
  }

  /** The guard of a connection, or null if it has none. */
  static @Nullable GuardedConnection of(HttpConnection connection) {
    return connection instanceof HttpServerConnection server
        ? server.channelHandlerContext().channel().attr(KEY).get()
        : null;
  }

  /** Closes a channel; there is nobody to be told when it is. */
  static void close(Channel channel) {
    ChannelFuture unused = channel.close();
  }

  Channel channel() {
    return channel;
  }

  /**
   * Takes note of the protocol, and guards what is its own.
   *
   * @param requests who answers the requests
   */
  void opened(HttpConnection connection, Handler<HttpServerRequest> requests) {
    http = connection;
    ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
    if (context.handler() instanceof Http2ConnectionHandler handler) {
      http2 = handler;
      headBegun = false;
      channel.pipeline().addBefore(context.name(), null, new Answers());
      handler.decoder().frameListener(new FrameGuard(handler.decoder().frameListener(), this));
      return;
    }
    ((HttpServerConnection) connection)
        .handler(
            next -> {
              request = next;
              requests.handle(next);
            });
    decode();
  }

  /** Has the requests of a connection that speaks HTTP/1.1 decoded under guard, from now on. */
  private void decode() {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(GuardedConnection.class) == this) {
      pipeline.replace(RequestDecoder.NAME, RequestDecoder.NAME, guard.decoder(this));
      pipeline.remove(this);
    }
  }

  /** Takes note that something has come. */
  void received() {
    activeNanos = guard.nowNanos();
  }

  /** Takes note that some of the head of a request has come, over HTTP/1.1. */
  void headBegins() {
    if (betweenRequests) {
      betweenRequests = false;
      headBegun = true;
      headNanos = guard.nowNanos() + SWEEP_NANOS;
    }
  }

  /** Takes note that the head of a request has come, over HTTP/1.1. */
  void requestBegun() {
    headBegun = false;
    betweenRequests = false;
  }

  /** Takes note that all of a request has come, over HTTP/1.1. */
  void requestReceived() {
    headBegun = false;
    betweenRequests = true;
  }

  /** Whether the connection ends with an answer that has begun. */
  boolean isClosing() {
    HttpServerRequest last = request;
    return closing
        || (last != null
            && last.response().headWritten()
            && last.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true));
  }

  /** Lets go of a request that has been answered, with all of its call. */
  private void forgetAnswered(long now) {
    if (request != null && isAnswered()) {
      closing = isClosing();
      request = null;
      if (!betweenRequests && !headBegun) {
        // The rest of it is as slow as a head may be.
        headBegun = true;
        headNanos = now;
      }
    }
  }

  /** Whether all requests have been answered that the server knows of. */
  boolean isAnswered() {
    HttpServerRequest last = request;
    return last == null || last.response().ended();
  }

  /** Whether there is more of an answer than the client has taken. */
  private boolean isSending() {
    ChannelOutboundBuffer queued = channel.unsafe().outboundBuffer();
    return queued != null && !queued.isEmpty();
  }

  /** How many pieces have been sent that are more than the acknowledgement of a frame. */
  long answers() {
    return answers;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    received();
    if (http == null && message instanceof ByteBuf bytes && bytes.isReadable()) {
      begin(context, bytes);
    } else {
      context.fireChannelRead(message);
    }
  }

  /**
   * Has Vert.x decide on the protocol of a connection by its first bytes. Of one that speaks
   * HTTP/1.1, its own decoder gets none of them.
   */
  private void begin(ChannelHandlerContext context, ByteBuf bytes) {
    if (preface == 0 && bytes.getByte(bytes.readerIndex()) == TLS_HANDSHAKE) {
      bytes.release();
      close(channel);
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    ChannelHandlerContext decision = pipeline.context(Http1xOrH2CHandler.class);
    if (decision == null) {
      context.fireChannelRead(bytes);
      return;
    }
    Decided decided = new Decided();
    pipeline.addAfter(decision.name(), null, decided);
    context.fireChannelRead(bytes.retainedDuplicate());
    pipeline.remove(decided);
    if (isHttp1()) {
      decode();
      if (preface > 0) {
        // On the heap, as Vert.x releases no other buffers than its allocator's.
        context.fireChannelRead(Unpooled.copiedBuffer(PREFACE.slice(0, preface)));
      }
      context.fireChannelRead(bytes);
    } else {
      preface += bytes.readableBytes();
      bytes.release();
    }
  }

  /** Stands behind the decision on the protocol, and lets the first bytes pass if it is HTTP/2. */
  private final class Decided extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (isHttp1()) {
        ReferenceCountUtil.release(message);
      } else {
        context.fireChannelRead(message);
      }
    }
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
    if (isUpgraded()) {
      request = null;
      return;
    }
    forgetAnswered(now);
    if (request != null) {
      // Until it is answered, a client need not send.
      activeNanos = now;
    }
    boolean mayHaveToWait = request != null || isSending();
    if (mayHaveToWait) {
      headNanos = now;
    }
    if (headBegun && !mayHaveToWait) {
      if (isOver(now - headNanos, limits.headTimeout())) {
        refuseSlowHead();
      }
    } else if (hasStreams()) {
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
    return http != null && http2 == null && !isHttp1();
  }

  private boolean isHttp1() {
    return channel.pipeline().get(RequestDecoder.NAME) != null;
  }

  private boolean hasStreams() {
    Http2ConnectionHandler handler = http2;
    return handler != null && handler.connection().numActiveStreams() > 0;
  }

  private void refuseSlowHead() {
    ChannelHandlerContext context = channel.pipeline().context(RequestDecoder.class);
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
