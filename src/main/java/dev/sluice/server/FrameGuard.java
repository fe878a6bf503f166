package dev.sluice.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Guards an HTTP/2 connection against what Netty lets pass.
 *
 * <p>Resets a stream that has CR, LF or NUL in a header, as <a
 * href="https://www.rfc-editor.org/rfc/rfc9113#section-8.2.1">RFC 9113</a> has it: further on such
 * a value could become two headers. And ends a connection on which a client keeps the server busy
 * with frames that are part of no call: PING, SETTINGS, PRIORITY and such of unknown types.
 *
 * <p>A client may send {@value #MAX} of them in {@value #WINDOW_SECONDS} s, and more for each piece
 * of an answer: gRPC's clients measure the connection with a PING for what they get. What Netty has
 * limits of its own for is not counted here: RST_STREAM, CONTINUATION, empty DATA, and
 * acknowledgements that the client does not read.
 */
final class FrameGuard extends Http2FrameListenerDecorator {

  private static final int MAX = 1000;
  private static final int WINDOW_SECONDS = 10;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);

  private final GuardedConnection connection;
  private long windowNanos = System.nanoTime();
  private long answersBefore;
  private long frames;

  FrameGuard(Http2FrameListener listener, GuardedConnection connection) {
    super(listener);
    this.connection = connection;
  }

  /** Whether so many bytes can be an acknowledgement, a reset or a window update, or a head. */
  static boolean isControl(int bytes) {
    return bytes == 9 || bytes == 13 || bytes == 17;
  }

  private void count() throws Http2Exception {
    long now = System.nanoTime();
    if (now - windowNanos > WINDOW_NANOS) {
      windowNanos = now;
      answersBefore = connection.answers();
      frames = 0;
    }
    if (++frames > MAX + connection.answers() - answersBefore) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "more than %d control frames", MAX);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last)
      throws Http2Exception {
    check(stream, headers);
    super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, last);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean last)
      throws Http2Exception {
    check(stream, headers);
    super.onHeadersRead(context, stream, headers, padding, last);
  }

  private static void check(int stream, Http2Headers headers) throws Http2Exception {
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      if (breaksLine(header.getValue())) {
        throw Http2Exception.streamError(
            stream, Http2Error.PROTOCOL_ERROR, "CR, LF or NUL in a header");
      }
    }
  }

  private static boolean breaksLine(CharSequence value) {
    AsciiString text = AsciiString.of(value);
    byte[] bytes = text.array();
    for (int i = text.arrayOffset(), end = i + text.length(); i < end; i++) {
      byte b = bytes[i];
      if (b <= '\r' && (b == '\r' || b == '\n' || b == 0)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
    count();
    super.onPingRead(context, data);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    count();
    super.onSettingsRead(context, settings);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext context, int stream, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    count();
    super.onPriorityRead(context, stream, dependency, weight, exclusive);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext context, byte type, int stream, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    count();
    super.onUnknownFrame(context, type, stream, flags, payload);
  }
}
