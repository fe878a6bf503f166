package dev.sluice.attack;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An HTTP/2 connection on which a test says exactly which frames it wants to send, and which of
 * them arrive together.
 */
public final class Http2Wire implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int WINDOW_UPDATE = 8;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int CANCEL = 8;

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<Integer, Integer> windows = new HashMap<>();
  private final Map<Integer, Integer> seen = new HashMap<>();

  /** A frame as it came. */
  public record Frame(int type, int flags, int stream, Buffer payload) {
    public boolean endsStream() {
      return (flags & END_STREAM) != 0;
    }
  }

  /** Connects; the server may send {@code window} bytes on each stream. */
  public Http2Wire(int port, int window) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] settings =
        ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW_SIZE).putInt(window).array();
    frame(SETTINGS, 0, 0, settings).flush();
  }

  /** Adds a frame to what is sent next. */
  public Http2Wire frame(int type, int flags, int stream, byte[] payload) {
    out.writeBytes(
        ByteBuffer.allocate(9)
            .putInt(payload.length << 8 | type)
            .put((byte) flags)
            .putInt(stream)
            .array());
    out.writeBytes(payload);
    return this;
  }

  /** Begins a gRPC call. */
  public Http2Wire call(int stream, String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    Map<String, String> headers =
        Map.of(":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost");
    headers.forEach((name, value) -> literal(name, value, block));
    literal("content-type", "application/grpc", block);
    literal("te", "trailers", block);
    return frame(HEADERS, END_HEADERS, stream, block.toByteArray());
  }

  /** A header as HPACK has it without its tables. */
  private static void literal(String name, String value, ByteArrayOutputStream block) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends bytes of a stream, as one DATA frame. */
  public Http2Wire data(int stream, byte[] bytes, boolean last) {
    windows.merge(stream, -bytes.length, Integer::sum);
    return frame(DATA, last ? END_STREAM : 0, stream, bytes);
  }

  /** Sends a message, as one DATA frame. */
  public Http2Wire message(int stream, byte[] message, boolean last) {
    byte[] framed =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    return data(stream, framed, last);
  }

  /** Cancels a stream. */
  public Http2Wire cancel(int stream) {
    return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  /** Lets the server send more on a stream, or on the connection if it is 0. */
  public Http2Wire windowUpdate(int stream, int bytes) {
    return frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  /** How many bytes the server takes on a stream for now, as far as has been read. */
  public int mayBeSent(int stream) {
    return DEFAULT_WINDOW + windows.getOrDefault(stream, 0);
  }

  /** Sends what has been said since the last time, in one go. */
  public void flush() throws IOException {
    socket.getOutputStream().write(out.toByteArray());
    out.reset();
  }

  /** Reads up to the next frame of a type on a stream; fails at the end of the connection. */
  public Frame next(int type, int stream) throws IOException {
    while (true) {
      int head = in.readInt();
      int flags = in.readUnsignedByte();
      int id = in.readInt();
      byte[] payload = in.readNBytes(head >>> 8);
      seen.merge(head & 0xff, 1, Integer::sum);
      if ((head & 0xff) == WINDOW_UPDATE) {
        windows.merge(id, ByteBuffer.wrap(payload).getInt(), Integer::sum);
      }
      if ((head & 0xff) == type && id == stream) {
        return new Frame(type, flags, id, Buffer.buffer(payload));
      }
    }
  }

  /** How many frames of a type have been read so far. */
  public int seen(int type) {
    return seen.getOrDefault(type, 0);
  }

  /** Waits until the server has dealt with all that was sent. */
  public void sync() throws IOException {
    frame(PING, 0, 0, new byte[8]).flush();
    while ((next(PING, 0).flags() & 1) == 0) {
      // Not the answer yet.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
