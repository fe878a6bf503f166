package dev.sluice.attack;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Wrong WebSockets, frame by frame as they stand on the wire. */
final class WebSocketAttacks {

  private static final String PATH = "/v1/routes:chat";

  private static final String GOOD =
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

  private final List<Attack> all = new ArrayList<>();

  private WebSocketAttacks() {}

  static List<Attack> all() {
    WebSocketAttacks attacks = new WebSocketAttacks();
    attacks.frames();
    attacks.handshakes();
    return attacks.all;
  }

  private void add(String name, String answer, int... bytes) {
    byte[] frames = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      frames[i] = (byte) bytes[i];
    }
    all.add(new Attack("WebSocket: " + name, "", port -> run(port, frames), answer));
  }

  private void frames() {
    add("a frame that is not masked", "close 1002", 0x81, 1, 'x');
    add("reserved bits", "close 1002", 0xf1, 0x80, 0, 0, 0, 0);
    add("an unknown opcode", "close 1002", 0x83, 0x80, 0, 0, 0, 0);
    add("a control frame in pieces", "close 1002", 0x09, 0x80, 0, 0, 0, 0);
    add("a ping of 126 bytes", "close 1002", 0x89, 0xfe, 0, 126, 0, 0, 0, 0);
    add("a continuation of nothing", "close 1002", 0x80, 0x80, 0, 0, 0, 0);
    add(
        "a message within a message",
        "close 1002",
        0x01,
        0x81,
        0,
        0,
        0,
        0,
        '{',
        0x81,
        0x80,
        0,
        0,
        0,
        0);
    add(
        "a length of 2^63",
        "close 1002",
        0x81,
        0xff,
        255,
        255,
        255,
        255,
        255,
        255,
        255,
        255,
        0,
        0,
        0,
        0);
    add("a length of 1 GB", "close 4008", 0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0);
    add("a binary message", "close 1003", 0x82, 0x80, 0, 0, 0, 0);
    add("a text of wrong UTF-8", "close 4003", 0x81, 0x82, 0, 0, 0, 0, 0xc0, 0xaf);
    add("text that is not JSON", "close 4003", 0x81, 0x81, 0, 0, 0, 0, 'x');
    add("a close of one byte", "close 1002", 0x88, 0x81, 0, 0, 0, 0, 3);
    add("a close with a code that may not be sent", "close 1002", 0x88, 0x82, 0, 0, 0, 0, 3, 0xed);
  }

  private void handshakes() {
    handshake(
        "a key that is none",
        "400 open",
        PATH,
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n");
    handshake(
        "version 8",
        "426 open",
        PATH,
        "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
    handshake("a unary operation", "400 open", "/v1/hello", GOOD);
    handshake("a path of nothing", "404 open", "/nowhere", GOOD);
    upgrade("before it", "Upgrade: H2C\r\nUpgrade: websocket");
    upgrade("after it", "Upgrade: websocket\r\nUpgrade: h2c");
    upgrade("in its list", "Upgrade: h2c, websocket");
  }

  private void handshake(String name, String answer, String path, String headers) {
    String request = request(path, headers);
    all.add(
        new Attack(
            "WebSocket: a handshake with " + name,
            "",
            port -> Http1Exchange.run(port, request),
            answer));
  }

  /** Adds a handshake that would rather have HTTP/2. */
  private void upgrade(String name, String lines) {
    String request =
        request(PATH, GOOD).replace("Upgrade: websocket", lines + "\r\nHTTP2-Settings: AAQAAP__");
    byte[] binary = {(byte) 0x82, (byte) 0x80, 0, 0, 0, 0};
    all.add(
        new Attack(
            "WebSocket: an upgrade to HTTP/2 " + name,
            "CWE-444, h2c smuggling",
            port -> exchange(port, request, binary),
            "close 1003"));
  }

  private static String request(String path, String headers) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + headers
        + "\r\n";
  }

  private static String run(int port, byte[] frames) throws IOException {
    return run(port, "", frames);
  }

  /**
   * Opens a WebSocket and sends frames; tells how the server closes it, or the status of the answer
   * if it does not open one.
   */
  static String run(int port, String more, byte[] frames) throws IOException {
    return exchange(port, request(PATH, GOOD + more), frames);
  }

  private static String exchange(int port, String request, byte[] frames) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      if (!head.toString().startsWith("HTTP/1.1 101 ")) {
        return head.substring(9, 12);
      }
      socket.getOutputStream().write(frames);
      while (true) {
        int opcode = in.readUnsignedByte() & 15;
        int length = in.readUnsignedByte();
        byte[] payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
        if (opcode == 8) {
          return "close " + (((payload[0] & 0xff) << 8) | (payload[1] & 0xff));
        }
      }
    } catch (EOFException | SocketException e) {
      return "closed";
    }
  }
}
