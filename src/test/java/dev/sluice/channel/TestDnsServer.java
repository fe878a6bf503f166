package dev.sluice.channel;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on loopback that answers as a test wants; other names do not exist. */
final class TestDnsServer implements AutoCloseable {

  private static final int A = 1;
  private static final int CNAME = 5;
  private static final int AAAA = 28;
  private static final int SRV = 33;
  private static final int TTL_SECONDS = 300;

  /** An answer: its type, its life and its data. */
  record Answer(int type, int ttl, Buffer data) {

    static Answer a(String ip) {
      return new Answer(A, TTL_SECONDS, address(ip));
    }

    static Answer aaaa(String ip) {
      return new Answer(AAAA, TTL_SECONDS, address(ip));
    }

    static Answer cname(String name) {
      return new Answer(CNAME, TTL_SECONDS, Buffer.buffer(encoded(name)));
    }

    static Answer srv(int priority, int weight, int port, String target, int ttl) {
      return new Answer(
          SRV,
          ttl,
          Buffer.buffer()
              .appendShort((short) priority)
              .appendShort((short) weight)
              .appendShort((short) port)
              .appendBytes(encoded(target)));
    }

    private static Buffer address(String ip) {
      try {
        return Buffer.buffer(InetAddress.getAllByName(ip)[0].getAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  final AtomicInteger queries = new AtomicInteger();
  private final Map<String, List<Answer>> names = new ConcurrentHashMap<>();
  private final DatagramSocket socket;
  private volatile boolean garbled;

  TestDnsServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "dns");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it is, as in a target. */
  String authority() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  void put(String name, Answer... records) {
    names.put(name, List.of(records));
  }

  void remove(String name) {
    names.remove(name);
  }

  /** Answers with what is no DNS, or no longer so. */
  void garble(boolean on) {
    garbled = on;
  }

  private void serve() {
    byte[] buffer = new byte[512];
    try {
      while (true) {
        DatagramPacket query = new DatagramPacket(buffer, buffer.length);
        socket.receive(query);
        queries.incrementAndGet();
        byte[] answer =
            garbled
                ? new byte[] {buffer[0], buffer[1], (byte) 0x81, (byte) 0x80, 0, 1, 0, 9, 1, 2, 3}
                : answer(ByteBuffer.wrap(buffer, 0, query.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
      }
    } catch (IOException e) {
      // The socket has been closed, which ends the server.
    }
  }

  private byte[] answer(ByteBuffer query) throws IOException {
    short id = query.getShort();
    query.position(12);
    StringBuilder name = new StringBuilder();
    for (int length = query.get(); length > 0; length = query.get()) {
      byte[] label = new byte[length];
      query.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    int type = query.getShort();
    List<Answer> all = names.get(name.toString());
    List<Answer> matching =
        all == null
            ? List.of()
            : all.stream().filter(each -> each.type() == type || each.type() == CNAME).toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(all == null ? 0x8183 : 0x8180);
    out.writeShort(1);
    out.writeShort(matching.size());
    out.writeInt(0);
    out.write(encoded(name.toString()));
    out.writeShort(type);
    out.writeShort(1);
    for (Answer each : matching) {
      out.write(encoded(name.toString()));
      out.writeShort(each.type());
      out.writeShort(1);
      out.writeInt(each.ttl());
      out.writeShort(each.data().length());
      out.write(each.data().getBytes());
    }
    return bytes.toByteArray();
  }

  private static byte[] encoded(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String label : name.split("\\.", -1)) {
      if (!label.isEmpty()) {
        bytes.write(label.length());
        bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
      }
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
