package dev.sluice.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A client of WebSockets that sends what it is told, frame by frame, and takes what it gets. */
final class RawWebSocket implements AutoCloseable {

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;

  private final Socket socket;
  private final DataInputStream in;

  /** A frame as it came. */
  record Frame(int opcode, Buffer payload) {

    String text() {
      return payload.toString();
    }

    int closeCode() {
      return payload.getUnsignedShort(0);
    }

    String closeReason() {
      return payload.getString(2, payload.length());
    }

    @Override
    public String toString() {
      return opcode == CLOSE ? "close " + closeCode() + " " + closeReason() : opcode + " " + text();
    }
  }

  /** Opens a WebSocket; each of the headers ends with CR LF. */
  RawWebSocket(int port, String uri, String headers) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    socket.getOutputStream().write(handshake(uri, headers).getBytes(ISO_8859_1));
    String status = line();
    if (!status.startsWith("HTTP/1.1 101 ")) {
      throw new IOException(status);
    }
    while (!line().isEmpty()) {}
  }

  static String handshake(String uri, String headers) {
    return "GET "
        + uri
        + " HTTP/1.1\r\nHost: api.example\r\nConnection: keep-alive, Upgrade\r\n"
        + "Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        + headers
        + "\r\n";
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("after: " + line);
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /** Sends a text message. */
  RawWebSocket send(String text) throws IOException {
    return send(true, TEXT, text.getBytes(UTF_8));
  }

  RawWebSocket send(boolean last, int opcode, byte[] payload) throws IOException {
    return sendRaw(frame(last, opcode, payload));
  }

  RawWebSocket sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  RawWebSocket sendClose(int code) throws IOException {
    return send(true, CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** A frame of a client, masked with zeros. */
  static byte[] frame(boolean last, int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) ((last ? FINAL : 0) | opcode));
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.limit()];
    frame.get(bytes);
    return bytes;
  }

  /** Reads a frame. */
  Frame read() throws IOException {
    int head = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    long size = length < 126 ? length : length == 126 ? in.readUnsignedShort() : in.readLong();
    byte[] payload = new byte[Math.toIntExact(size)];
    in.readFully(payload);
    return new Frame(head & 0xF, Buffer.buffer(payload));
  }

  /** Reads the text messages up to the close frame, which is the last of the list. */
  List<String> readToClose() throws IOException {
    List<String> messages = new ArrayList<>();
    for (Frame frame = read(); ; frame = read()) {
      if (frame.opcode() == CLOSE) {
        messages.add(frame.toString());
        return messages;
      }
      if (frame.opcode() == TEXT) {
        messages.add(frame.text());
      }
    }
  }

  /** Whether the server closes the connection without saying more. */
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  /** Closes the connection with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
