package dev.sluice.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;
import java.util.List;

/**
 * Keeps watch over the requests of an HTTP/1.1 connection: tells its guard when they begin and end,
 * and makes an invalid request of one that has too many headers, or of what <a
 * href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a> has a server refuse in HTTP/1.1 and
 * Netty lets pass.
 *
 * <p>A request whose transfer coding is not the one that the server knows ends where nobody can say
 * for sure. Behind a proxy that has seen one request, what follows may be a second one which nobody
 * has checked; so the connection ends with the request, and nothing after it is read. Netty refuses
 * most of them itself, and leaves it to this class to say why.
 *
 * <p>What follows a request that was answered before its end, with {@code Connection: close}, is
 * dropped, for a client sends it again on another connection.
 *
 * <p>An upgrade to HTTP/2 is ignored, as <a
 * href="https://www.rfc-editor.org/rfc/rfc9113#section-3.1">RFC 9113</a> has it: a proxy that lets
 * it pass no longer sees the requests that follow.
 */
final class RequestFraming extends ChannelDuplexHandler {

  private static final String H2C = Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME.toString();
  private static final int HOST_LENGTH = 4;
  private static final int UPGRADE_LENGTH = 7;
  private static final int CODING_LENGTH = 17;

  private final GuardedConnection guard;
  private final int maxHeaders;
  private boolean receiving;
  private boolean closing;
  private boolean dropping;

  /**
   * Frames the requests of a connection.
   *
   * @param guard is told when a request begins and ends
   * @param maxHeaders how many headers a request may have
   */
  RequestFraming(GuardedConnection guard, int maxHeaders) {
    this.guard = guard;
    this.maxHeaders = maxHeaders;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    receiving = !(message instanceof LastHttpContent);
    dropping = message instanceof HttpRequest ? closing : dropping;
    if (dropping) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      guard.requestBegun();
      if (request.decoderResult().isSuccess()) {
        check(request);
      } else {
        // What is refused must not become another connection first.
        request.headers().remove(HttpHeaderNames.UPGRADE);
        explain(request);
      }
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInformational(message)) {
      guard.requestEnded();
    }
    if (receiving
        && message instanceof HttpResponse response
        && HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(
            response.headers().get(HttpHeaderNames.CONNECTION))) {
      closing = true;
    }
    ChannelFuture unused = context.write(message, promise);
  }

  private static boolean isInformational(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void check(HttpRequest request) {
    int count = 0;
    int hosts = 0;
    int codings = 0;
    int upgrades = 0;
    boolean nameless = false;
    // Their size counts a name once that is there many times.
    for (var all = request.headers().iteratorCharSequence(); all.hasNext(); ) {
      CharSequence name = all.next().getKey();
      count++;
      switch (name.length()) {
        case 0 -> nameless = true;
        case UPGRADE_LENGTH -> upgrades += is(name, HttpHeaderNames.UPGRADE);
        case HOST_LENGTH -> hosts += is(name, HttpHeaderNames.HOST);
        case CODING_LENGTH -> codings += is(name, HttpHeaderNames.TRANSFER_ENCODING);
        default -> {}
      }
    }
    if (upgrades > 0 && request.headers().contains(HttpHeaderNames.UPGRADE, H2C, true)) {
      ignoreH2c(request.headers());
    }
    Exception cause = null;
    if (count > maxHeaders) {
      cause = new TooLongHttpHeaderException(count + " headers");
    } else if (nameless) {
      cause = new ProtocolException("a header without a name");
    } else if (codings > 0 && !isChunked(request, codings)) {
      cause = unknownCoding();
    } else if (hosts > 1
        || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
      cause = new ProtocolException("host: " + hosts + " headers (expected: 1)");
    }
    if (cause != null) {
      request.setDecoderResult(DecoderResult.failure(cause));
      request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  /** Leaves what a request would upgrade to otherwise. */
  private static void ignoreH2c(HttpHeaders headers) {
    List<String> upgrades = headers.getAll(HttpHeaderNames.UPGRADE);
    headers.remove(HttpHeaderNames.UPGRADE);
    for (String upgrade : upgrades) {
      if (!upgrade.equalsIgnoreCase(H2C)) {
        headers.add(HttpHeaderNames.UPGRADE, upgrade);
      }
    }
  }

  /** Names the transfer coding as the cause, where that is what Netty has refused. */
  private static void explain(HttpRequest request) {
    int codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).size();
    if (codings > 0
        && request.decoderResult().cause() instanceof IllegalArgumentException
        && !isChunked(request, codings)) {
      request.setDecoderResult(DecoderResult.failure(unknownCoding()));
    }
  }

  private static ProtocolException unknownCoding() {
    return new ProtocolException("transfer-encoding (expected: chunked, once)");
  }

  private static int is(CharSequence name, AsciiString header) {
    return header.contentEqualsIgnoreCase(name) ? 1 : 0;
  }

  private static boolean isChunked(HttpRequest request, int codings) {
    String coding = request.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
    return codings == 1 && coding.equalsIgnoreCase("chunked");
  }
}
