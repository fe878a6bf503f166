package dev.sluice.server;

import dev.sluice.rest.UnknownVersionException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.net.ProtocolException;
import java.util.List;
import java.util.Locale;

/**
 * Decodes the requests of an HTTP/1.1 connection under guard, in place of Vert.x's own decoder:
 * tells the guard when they begin and end, and makes an invalid request of one that has too many
 * headers, or of what <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a> has a server
 * refuse in HTTP/1.1 and Netty lets pass.
 *
 * <p>A request whose transfer coding is not the one that the server knows ends where nobody can say
 * for sure. Behind a proxy that has seen one request, what follows may be a second one which nobody
 * has checked; so the connection ends with the request, and nothing after it is read. Netty refuses
 * most of them itself, and leaves it to this class to say why.
 *
 * <p>What follows a request that was answered with {@code Connection: close} is dropped, for a
 * client sends it again on another connection.
 *
 * <p>What comes behind the handshake of a WebSocket before that is answered is refused, for it
 * would be lost: a client has to wait, as <a
 * href="https://www.rfc-editor.org/rfc/rfc6455#section-4.1">RFC 6455</a> has it.
 *
 * <p>An upgrade to HTTP/2 is ignored, as <a
 * href="https://www.rfc-editor.org/rfc/rfc9113#section-3.1">RFC 9113</a> has it: a proxy that lets
 * it pass no longer sees the requests that follow.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {

  /** What Vert.x calls its decoder. */
  static final String NAME = "httpDecoder";

  private static final String H2C = Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME.toString();
  private static final int HOST_LENGTH = 4;
  private static final int UPGRADE_LENGTH = 7;
  private static final int CODING_LENGTH = 17;

  private final GuardedConnection guard;
  private final int maxHeaders;
  private boolean dropping;
  private boolean upgrading;

  // Of the head that is being read. What a request's headers know of it are names, not lines.
  private int headers;
  private int hosts;
  private int codings;
  private int upgrades;
  private boolean nameless;

  /**
   * Makes the decoder of a connection.
   *
   * @param guard is told when a request begins and ends
   * @param options how large the parts of a request may be
   * @param maxHeaders how many headers a request may have
   */
  RequestDecoder(GuardedConnection guard, HttpServerOptions options, int maxHeaders) {
    super(options);
    this.guard = guard;
    this.maxHeaders = maxHeaders;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    guard.received();
    if (upgrading && !guard.isAnswered()) {
      ReferenceCountUtil.release(message);
      GuardedConnection.close(context.channel());
      return;
    }
    super.channelRead(context, message);
    if (actualReadableBytes() > 0) {
      guard.headBegins();
    }
  }

  @Override
  protected HttpMessage createMessage(String[] line) {
    guard.headBegins();
    return super.createMessage(line);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
      throws Exception {
    int known = out.size();
    super.decode(context, bytes, out);
    admit(out, known, bytes.isReadable());
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
      throws Exception {
    int known = out.size();
    super.decodeLast(context, bytes, out);
    admit(out, known, false);
  }

  private void admit(List<Object> out, int known, boolean more) {
    for (int i = known; i < out.size(); i++) {
      Object message = out.get(i);
      if (message instanceof DefaultHttpRequest request) {
        begin(request);
        upgrading = upgrades > 0 && isHandshake(request);
        if (upgrading && more) {
          refuse(request, new ProtocolException("more than a handshake, before its answer"));
        }
      }
      if (message instanceof LastHttpContent) {
        end();
      }
      if (dropping) {
        out.remove(i--);
        ReferenceCountUtil.release(message);
      }
    }
  }

  /** Whether a request has a WebSocket opened, after which nothing may come before the answer. */
  private static boolean isHandshake(HttpRequest request) {
    return request.method().equals(HttpMethod.GET)
        && request.headers().getAll(HttpHeaderNames.UPGRADE).stream()
            .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("websocket"));
  }

  private void begin(HttpRequest request) {
    dropping = dropping || guard.isClosing();
    if (dropping) {
      return;
    }
    guard.requestBegun();
    if (!isKnown(request.protocolVersion())) {
      // The answer would be of the same version.
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      refuse(request, new UnknownVersionException("the version is neither HTTP/1.1 nor HTTP/1.0"));
    } else if (request.decoderResult().isSuccess()) {
      check(request);
    } else {
      explain(request);
    }
  }

  /** Others that are equal to one of the two, such as http/1.01, are none to Vert.x. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isKnown(HttpVersion version) {
    return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
  }

  private static void refuse(HttpRequest request, Throwable cause) {
    // What is refused must not become another connection first.
    request.setDecoderResult(DecoderResult.failure(cause));
    request.headers().remove(HttpHeaderNames.UPGRADE);
    request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
  }

  /** Takes note that all of a request has come, its trailers too. */
  private void end() {
    headers = 0;
    hosts = 0;
    codings = 0;
    upgrades = 0;
    nameless = false;
    if (!dropping) {
      guard.requestReceived();
    }
  }

  /** Counts a header, and those of which it matters how many there are. */
  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    AsciiString name = super.splitHeaderName(line, start, length);
    headers++;
    switch (length) {
      case 0 -> nameless = true;
      case UPGRADE_LENGTH -> upgrades += is(name, HttpHeaderNames.UPGRADE);
      case HOST_LENGTH -> hosts += is(name, HttpHeaderNames.HOST);
      case CODING_LENGTH -> codings += is(name, HttpHeaderNames.TRANSFER_ENCODING);
      default -> {}
    }
    return name;
  }

  private void check(HttpRequest request) {
    if (upgrades > 0) {
      ignoreH2c(request.headers());
    }
    Exception cause = null;
    if (headers > maxHeaders) {
      cause = new TooLongHttpHeaderException(headers + " headers");
    } else if (nameless) {
      cause = new ProtocolException("a header without a name");
    } else if (codings > 0 && !isChunked(request, codings)) {
      cause = unknownCoding();
    } else if (hosts > 1
        || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
      cause = new ProtocolException("host: " + hosts + " headers (expected: 1)");
    }
    if (cause != null) {
      refuse(request, cause);
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

  /** Refuses what Netty has, and names the transfer coding as the cause where it is. */
  private static void explain(HttpRequest request) {
    int codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).size();
    Throwable cause = request.decoderResult().cause();
    boolean isCoding =
        codings > 0 && cause instanceof IllegalArgumentException && !isChunked(request, codings);
    refuse(request, isCoding ? unknownCoding() : cause);
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
