package dev.sluice.rest;

import dev.sluice.call.CallStatus;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcStatus;
import java.util.function.Supplier;

/**
 * Stands between the frames of a WebSocket and Vert.x, where Vert.x leaves a client without a word
 * or with the wrong one.
 *
 * <p>Frames that are no WebSocket's, or too large, would have the connection closed on the spot;
 * the transport gets to say goodbye instead, and what still comes is dropped by Netty. A server
 * that stops would close with 1000 what has not ended, and make a piece pass for the whole.
 *
 * <p>Belongs to the event loop of its channel.
 */
final class WebSocketGuard extends ChannelDuplexHandler {

  static final CallStatus STOPPING =
      new CallStatus(GrpcStatus.UNAVAILABLE, "the server is stopping");

  private final Handler<CorruptedWebSocketFrameException> onCorrupt;
  private final Supplier<String> onStop;
  private boolean closing;

  /**
   * Makes a guard.
   *
   * @param onCorrupt what to do about bad frames
   * @param onStop ends the call when the server, in stopping, closes the socket; gives the last
   *     message
   */
  WebSocketGuard(Handler<CorruptedWebSocketFrameException> onCorrupt, Supplier<String> onStop) {
    this.onCorrupt = onCorrupt;
    this.onStop = onStop;
  }

  /** Lets the next close frame pass as it is: the call has ended. */
  void allowClose() {
    closing = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof CloseWebSocketFrame) {
      closing = true;
    }
    context.fireChannelRead(message);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise, which is the caller's, tells
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof CloseWebSocketFrame close && !closing) {
      closing = true;
      close.release();
      WebSocketClose stop = WebSocketClose.of(STOPPING);
      context.write(new TextWebSocketFrame(onStop.get()));
      context.write(new CloseWebSocketFrame(stop.code(), stop.reason()), promise);
    } else {
      context.write(message, promise);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // of exceptionCaught on outbound handlers; this one is both
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupt) {
      onCorrupt.handle(corrupt);
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
