package dev.sluice.attack;

import dev.sluice.proto.helloworld.HelloRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Wrong gRPC and gRPC-Web. */
final class GrpcAttacks {

  private static final String UNARY = "/helloworld.Greeter/SayHello";
  private static final byte[] HELLO = HelloRequest.newBuilder().setName("x").build().toByteArray();

  private final List<Attack> all = new ArrayList<>();

  private GrpcAttacks() {}

  static List<Attack> all() {
    GrpcAttacks attacks = new GrpcAttacks();
    attacks.frames();
    attacks.compression();
    attacks.metadata();
    attacks.paths();
    attacks.web();
    return attacks.all;
  }

  private void add(String name, String cve, byte[] body, String answer, String... headers) {
    all.add(
        new Attack(
            "gRPC: " + name,
            cve,
            port ->
                Http2Exchange.run(port, wire -> wire.call(1, UNARY, headers).data(1, body, true)),
            answer));
  }

  private void path(String path, String answer) {
    all.add(
        new Attack(
            "gRPC: path " + path,
            "",
            port ->
                Http2Exchange.run(port, wire -> wire.call(1, path).data(1, frame(0, HELLO), true)),
            answer));
  }

  private static byte[] frame(int flags, byte[] message) {
    return frame(flags, message.length, message);
  }

  private static byte[] frame(int flags, int length, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flags)
        .putInt(length)
        .put(message)
        .array();
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void frames() {
    add("no message", "", new byte[0], "grpc 12");
    add("half a prefix", "", new byte[3], "grpc 13");
    add("half a message", "", frame(0, 100, HELLO), "grpc 13");
    add("a message and half another", "", join(frame(0, HELLO), new byte[4]), "grpc 13");
    add("two messages", "", join(frame(0, HELLO), frame(0, HELLO)), "grpc 12");
    add("a thousand empty messages", "", new byte[5000], "grpc 12");
    add("a negative length", "negative frame length", frame(0, -1, HELLO), "grpc 8");
    add("the least length", "negative frame length", frame(0, Integer.MIN_VALUE, HELLO), "grpc 8");
    add("a length of 2 GB", "CWE-789", frame(0, Integer.MAX_VALUE, HELLO), "grpc 8");
    add("a length of 4 MB and one", "CWE-789", frame(0, (4 << 20) + 1, HELLO), "grpc 8");
    add("flags of 2", "", frame(2, HELLO), "grpc 13");
    add("flags of trailers", "", frame(0x80, HELLO), "grpc 13");
    add("flags of 255", "", frame(255, HELLO), "grpc 13");
    add("garbage", "", frame(0, new byte[] {-1, -1, -1}), "grpc 13");
    add(
        "a varint without an end",
        "",
        frame(0, new byte[] {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}),
        "grpc 13");
    add("a text longer than the message", "", frame(0, new byte[] {10, 127, 'x'}), "grpc 13");
    add(
        "a text of wrong UTF-8",
        "",
        frame(0, new byte[] {10, 2, (byte) 0xc0, (byte) 0xaf}),
        "grpc 13");
    add("a negative text length", "", frame(0, new byte[] {10, -1, -1, -1, -1, 15}), "grpc 13");
    byte[] groups = new byte[10_000];
    Arrays.fill(groups, (byte) 0x1b);
    add("groups nested 10,000 deep", "CVE-2024-7254", frame(0, groups), "grpc 13");
    add("the end of a group that is none", "", frame(0, new byte[] {0x1c}), "grpc 13");
    add("field number 0", "", frame(0, new byte[] {2, 0}), "grpc 13");
    add(
        "HTTP/1.1 for a message",
        "",
        "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        "grpc 13");
    byte[] any = nested(2000);
    add("messages nested 2000 deep", "", frame(0, any), "grpc 0");
    byte[] inTurn = new byte[800_000];
    for (int i = 0; i < inTurn.length; i += 4) {
      // Field 14, empty, and field 15, a number.
      inTurn[i] = 0x72;
      inTurn[i + 2] = 0x78;
    }
    add("400,000 fields in turn, none known", "CVE-2021-22569", frame(0, inTurn), "grpc 0");
  }

  /** Fields that the message does not know, one within the other. */
  private static byte[] nested(int depth) {
    byte[] message = new byte[0];
    for (int i = 0; i < depth; i++) {
      ByteBuffer outer = ByteBuffer.allocate(message.length + 4).put((byte) 0x7a);
      int length = message.length;
      while (length >= 128) {
        outer.put((byte) ((length & 127) | 128));
        length >>= 7;
      }
      message = Arrays.copyOf(outer.put((byte) length).put(message).array(), outer.position());
    }
    return message;
  }

  private void compression() {
    String[] gzip = {"grpc-encoding", "gzip"};
    add("compressed without an encoding", "", frame(1, gzip(HELLO)), "grpc 13");
    add(
        "compressed with identity",
        "",
        frame(1, gzip(HELLO)),
        "grpc 13",
        "grpc-encoding",
        "identity");
    add("an encoding that nobody has", "", frame(1, HELLO), "grpc 12", "grpc-encoding", "deflate");
    add("two encodings", "", frame(1, gzip(HELLO)), "grpc 12", "grpc-encoding", "gzip, gzip");
    add("not gzip", "", frame(1, HELLO), "grpc 13", gzip);
    add("an empty gzip", "", frame(1, new byte[0]), "grpc 13", gzip);
    add("half a gzip", "", frame(1, Arrays.copyOf(gzip(new byte[500]), 20)), "grpc 13", gzip);
    byte[] checksum = gzip(HELLO);
    checksum[checksum.length - 6] ^= 1;
    add("gzip with a wrong checksum", "", frame(1, checksum), "grpc 13", gzip);
    add("a gzip bomb", "CWE-409, gzip bomb", frame(1, gzip(new byte[40_000_000])), "grpc 8", gzip);
    add(
        "a small gzip bomb",
        "CWE-409, gzip bomb",
        frame(1, gzip(new byte[4_000_000])),
        "grpc 8",
        gzip);
    add("a gzip bomb in many pieces", "CWE-409, gzip bomb", frame(1, manyGzips()), "grpc 8", gzip);
    add("a gzip in a gzip", "", frame(1, gzip(gzip(HELLO))), "grpc 13", gzip);
  }

  private static byte[] manyGzips() {
    byte[] one = gzip(new byte[100_000]);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 60; i++) {
      all.writeBytes(one);
    }
    return all.toByteArray();
  }

  private void metadata() {
    byte[] hello = frame(0, HELLO);
    for (String timeout :
        List.of(
            "1000000000000000000H",
            "123456789S",
            "-1S",
            "+1S",
            "1",
            "S",
            "1.5S",
            "1s",
            "1 S",
            "0x1S",
            "\u00b2S")) {
      add("a timeout of " + timeout, "huge grpc-timeout", hello, "grpc 3", "grpc-timeout", timeout);
    }
    add("the longest timeout", "huge grpc-timeout", hello, "grpc 0", "grpc-timeout", "99999999H");
    add("no time at all", "", hello, "grpc 4", "grpc-timeout", "0n");
    add("binary metadata that is not base64", "bad -bin", hello, "grpc 0", "x-bin", "%%%");
    add("binary metadata of one letter", "bad -bin", hello, "grpc 0", "x-bin", "A");
    add(
        "details of a status in a request",
        "bad -bin",
        hello,
        "grpc 0",
        "grpc-status-details-bin",
        "A");
    add("a status in a request", "", hello, "grpc 0", "grpc-status", "13");
    add("metadata of 7000 bytes", "", hello, "grpc 0", "x", "y".repeat(7000));
  }

  private void paths() {
    path("/helloworld.Greeter/Nothing", "grpc 12");
    path("/helloworld.Nobody/SayHello", "grpc 12");
    path("/helloworld.Greeter/SayHello/", "grpc 12");
    path("//helloworld.Greeter/SayHello", "grpc 12");
    path("/helloworld.Greeter//SayHello", "grpc 12");
    path("/HELLOWORLD.GREETER/SAYHELLO", "grpc 12");
    path("/helloworld.Greeter/SayHello%20", "grpc 12");
    path("/helloworld.Greeter%2FSayHello", "grpc 12");
    path("/x/../helloworld.Greeter/SayHello", "grpc 12");
    path("/helloworld.Greeter;x/SayHello", "grpc 12");
    path("helloworld.Greeter/SayHello", "grpc 12");
    path("/", "grpc 12");
    path("*", "grpc 12");
    path("/" + "a".repeat(6000), "grpc 12");
  }

  private void web() {
    String binary = "application/grpc-web";
    String text = "application/grpc-web-text";
    byte[] hello = frame(0, HELLO);
    web("binary for text", text, hello, "200 grpc 13 open");
    web("text that is cut", text, "AAAAAA".getBytes(StandardCharsets.US_ASCII), "200 grpc 13 open");
    web(
        "padding amid text",
        text,
        "AA=AAAA=".getBytes(StandardCharsets.US_ASCII),
        "200 grpc 13 open");
    web("too much padding", text, "A===".getBytes(StandardCharsets.US_ASCII), "200 grpc 13 open");
    web(
        "text with line breaks",
        text,
        "AAAA\r\nAAAA".getBytes(StandardCharsets.US_ASCII),
        "200 grpc 13 open");
    web("letters of URLs", text, "AA-_".getBytes(StandardCharsets.US_ASCII), "200 grpc 13 open");
    web(
        "text of a long message",
        text,
        Base64.getEncoder().encode(frame(0, Integer.MAX_VALUE, HELLO)),
        "200 grpc 8 open");
    web("nothing", binary, new byte[0], "200 grpc 12 open");
    web(
        "trailers of a client",
        binary,
        join(hello, frame(0x80, "x: y\r\n".getBytes(StandardCharsets.US_ASCII))),
        "200 grpc 13 open");
    web("a negative length", binary, frame(0, -1, HELLO), "200 grpc 8 open");
    web("another codec", "application/grpc-web+thrift", hello, "415 grpc 13 open");
    String other = binary + "\r\nContent-Type: application/json";
    web("another content type in a second line", other, hello, "400 grpc 13 open");
    web("gRPC over HTTP/1.1", "application/grpc", hello, "426 grpc 13 open");
  }

  private void web(String name, String type, byte[] body, String answer) {
    String head =
        "POST " + UNARY + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: ";
    byte[] request =
        join((head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII), body);
    all.add(new Attack("gRPC-Web: " + name, "", port -> Http1Exchange.run(port, request), answer));
  }
}
