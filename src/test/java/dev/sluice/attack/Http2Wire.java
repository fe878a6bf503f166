package dev.sluice.attack;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An HTTP/2 connection on which a test says exactly which frames it wants to send, and which of
 * them arrive together.
 */
public final class Http2Wire implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private static final int MAX_FRAME = 1 << 14;
  private static final int HAS_PRIORITY = 0x20;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int CANCEL = 8;

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<Integer, Integer> windows = new HashMap<>();
  private final Map<Integer, Integer> seen = new HashMap<>();
  private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);

  /** A frame as it came. */
  public record Frame(
      int type, int flags, int stream, Buffer payload, Map<String, String> headers) {
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

  /** Sends the head of a frame, whose payload is left out. */
  public Http2Wire head(int length, int type, int flags, int stream) {
    out.writeBytes(
        ByteBuffer.allocate(9).putInt(length << 8 | type).put((byte) flags).putInt(stream).array());
    return this;
  }

  /** Begins a gRPC call. */
  public Http2Wire call(int stream, String path, String... more) {
    List<String> headers =
        new ArrayList<>(
            List.of(":method", "POST", ":scheme", "http", ":path", path, ":authority", "x"));
    headers.addAll(List.of("content-type", "application/grpc", "te", "trailers"));
    headers.addAll(List.of(more));
    return headers(stream, false, headers.toArray(String[]::new));
  }

  /** Begins a request of any kind. */
  public Http2Wire request(int stream, String method, String path, boolean last, String... more) {
    List<String> headers =
        new ArrayList<>(
            List.of(":method", method, ":scheme", "http", ":path", path, ":authority", "x"));
    headers.addAll(List.of(more));
    return headers(stream, last, headers.toArray(String[]::new));
  }

  /** Sends headers, names and values in turn, as they are. */
  public Http2Wire headers(int stream, boolean last, String... headers) {
    return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block(headers));
  }

  /** Headers, names and values in turn, as HPACK has them without its tables. */
  public static byte[] block(String... headers) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < headers.length; i += 2) {
      block.write(0);
      text(headers[i], block);
      text(headers[i + 1], block);
    }
    return block.toByteArray();
  }

  private static void text(String text, ByteArrayOutputStream block) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        block.write((rest & 127) | 128);
        rest >>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** Sends bytes of a stream, in frames of the largest size. */
  public Http2Wire data(int stream, byte[] bytes, boolean last) {
    windows.merge(stream, -bytes.length, Integer::sum);
    int at = 0;
    for (; bytes.length - at > MAX_FRAME; at += MAX_FRAME) {
      frame(DATA, 0, stream, Arrays.copyOfRange(bytes, at, at + MAX_FRAME));
    }
    return frame(DATA, last ? END_STREAM : 0, stream, Arrays.copyOfRange(bytes, at, bytes.length));
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
      Frame frame = next();
      if (frame.type() == type && frame.stream() == stream) {
        return frame;
      }
    }
  }

  /** Reads the next frame; fails at the end of the connection. */
  public Frame next() throws IOException {
    int head = in.readInt();
    int flags = in.readUnsignedByte();
    int id = in.readInt();
    byte[] payload = in.readNBytes(head >>> 8);
    int type = head & 0xff;
    seen.merge(type, 1, Integer::sum);
    if (type == WINDOW_UPDATE) {
      windows.merge(id, ByteBuffer.wrap(payload).getInt(), Integer::sum);
    }
    Map<String, String> headers = type == HEADERS ? decode(flags, id, payload) : Map.of();
    return new Frame(type, flags, id, Buffer.buffer(payload), headers);
  }

  /** Reads up to the end of the connection; false if it does not come. */
  public boolean isClosed() throws IOException {
    try {
      in.skip(Long.MAX_VALUE);
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  /** How many frames of a type have been read so far. */
  public int seen(int type) {
    return seen.getOrDefault(type, 0);
  }

  /** Headers by their names, the last of several of one name. */
  private Map<String, String> decode(int flags, int stream, byte[] payload) throws IOException {
    int start = (flags & HAS_PRIORITY) == 0 ? 0 : 5;
    try {
      Map<String, String> all = new HashMap<>();
      hpack
          .decodeHeaders(stream, Unpooled.wrappedBuffer(payload, start, payload.length - start))
          .forEach(header -> all.put(header.getKey().toString(), header.getValue().toString()));
      return all;
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
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
