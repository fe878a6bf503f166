package dev.sluice.attack;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Talks to a port with TLS, and tells what came back: {@code alert NAME}, {@code closed}, or how
 * far it got.
 */
final class TlsExchange {

  private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w+)");
  private static final int ALERT_RECORD = 21;
  private static final int HANDSHAKE = 22;
  private static final int SERVER_HELLO = 2;

  private static final Map<Integer, String> ALERTS =
      Map.ofEntries(
          Map.entry(0, "close_notify"),
          Map.entry(10, "unexpected_message"),
          Map.entry(20, "bad_record_mac"),
          Map.entry(22, "record_overflow"),
          Map.entry(40, "handshake_failure"),
          Map.entry(47, "illegal_parameter"),
          Map.entry(50, "decode_error"),
          Map.entry(51, "decrypt_error"),
          Map.entry(70, "protocol_version"),
          Map.entry(80, "internal_error"),
          Map.entry(109, "missing_extension"),
          Map.entry(120, "no_application_protocol"));

  /** What a client does when it has shaken hands. */
  @FunctionalInterface
  interface Client {
    /**
     * Does it.
     *
     * @param tls what it has shaken hands on
     * @param plain what is below that
     * @return what came back
     */
    String run(SSLSocket tls, Socket plain) throws IOException;
  }

  private TlsExchange() {}

  /** Sends bytes as they are, and no more after them. */
  static String send(int port, byte[] bytes) throws IOException {
    return raw(port, bytes, true);
  }

  /** Sends bytes as they are, and waits for the server to lose patience. */
  static String leave(int port, byte[] bytes) throws IOException {
    return raw(port, bytes, false);
  }

  private static String raw(int port, byte[] bytes, boolean last) throws IOException {
    String got = "closed";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes);
      if (last) {
        socket.shutdownOutput();
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int type = in.readUnsignedByte();
        in.readUnsignedShort();
        byte[] record = in.readNBytes(in.readUnsignedShort());
        if (type == ALERT_RECORD && record.length == 2) {
          return "alert " + ALERTS.getOrDefault((int) record[1], "" + record[1]);
        }
        if (type == HANDSHAKE && record[0] == SERVER_HELLO) {
          got = "hello";
        }
      }
    } catch (EOFException | SocketException e) {
      return got;
    }
  }

  /** Shakes hands, over a socket that has been configured for it, and goes on. */
  static String shake(int port, SSLContext context, Consumer<SSLSocket> how, Client client)
      throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket tls =
            (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
      tls.setSoTimeout(10_000);
      how.accept(tls);
      tls.startHandshake();
      return client.run(tls, plain);
    } catch (SSLException e) {
      Matcher alert = ALERT.matcher(String.valueOf(e.getMessage()));
      return alert.find() ? "alert " + alert.group(1) : "closed";
    } catch (EOFException | SocketException e) {
      return "closed";
    }
  }

  /** Waits for a word from the server. */
  static String listen(SSLSocket tls, Socket plain) throws IOException {
    return tls.getInputStream().read() < 0 ? "closed" : "more";
  }

  /** Asks for a page over HTTP/1.1. */
  static String ask(SSLSocket tls) throws IOException {
    return say(
        tls,
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends bytes; {@code http N} if the answer is text, {@code http2 goaway} if it is that. */
  static String say(SSLSocket tls, byte[] bytes) throws IOException {
    tls.getOutputStream().write(bytes);
    DataInputStream in = new DataInputStream(tls.getInputStream());
    byte[] head = in.readNBytes(9);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("HTTP/")) {
      return "http " + new String(in.readNBytes(3), StandardCharsets.ISO_8859_1);
    }
    while (head.length == 9 && head[3] != Http2Wire.GOAWAY) {
      in.skipNBytes(ByteBuffer.wrap(head).getInt() >>> 8);
      head = in.readNBytes(9);
    }
    return head.length == 9 ? "http2 goaway" : "closed";
  }
}
