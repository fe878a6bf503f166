package dev.sluice.attack;

import static dev.sluice.attack.Http2Wire.DATA;
import static dev.sluice.attack.Http2Wire.END_HEADERS;
import static dev.sluice.attack.Http2Wire.END_STREAM;
import static dev.sluice.attack.Http2Wire.GOAWAY;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static dev.sluice.attack.Http2Wire.PING;
import static dev.sluice.attack.Http2Wire.PRIORITY;
import static dev.sluice.attack.Http2Wire.RST_STREAM;
import static dev.sluice.attack.Http2Wire.SETTINGS;
import static dev.sluice.attack.Http2Wire.WINDOW_UPDATE;

import dev.sluice.proto.helloworld.HelloRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** HTTP/2 frames that are wrong, or too many. */
final class Http2Attacks {

  private static final String UNARY = "/helloworld.Greeter/SayHello";
  private static final String BIDI = "/helloworld.Greeter/SayHelloBidiStream";
  private static final String WATCH = "/grpc.health.v1.Health/Watch";
  private static final int PUSH_PROMISE = 5;
  private static final int CONTINUATION = 9;
  private static final int PADDED = 8;
  private static final byte[] HELLO = HelloRequest.newBuilder().setName("x").build().toByteArray();

  private final List<Attack> all = new ArrayList<>();

  private Http2Attacks() {}

  static List<Attack> all() {
    Http2Attacks attacks = new Http2Attacks();
    attacks.floods();
    attacks.frames();
    attacks.settings();
    attacks.streams();
    attacks.headers();
    return attacks.all;
  }

  private void add(String name, String cve, Consumer<Http2Wire> frames, String answer) {
    all.add(new Attack("HTTP/2: " + name, cve, port -> Http2Exchange.run(port, frames), answer));
  }

  /** Adds what ends the connection, with or without a last word that gets through. */
  private void flood(String name, String cve, Consumer<Http2Wire> frames) {
    all.add(
        new Attack(
            "HTTP/2: " + name,
            cve,
            port -> {
              String outcome = Http2Exchange.run(port, frames);
              return outcome.startsWith("goaway") || outcome.equals("closed") ? "cut off" : outcome;
            },
            "cut off"));
  }

  private void on(int stream, String name, String cve, Consumer<Http2Wire> frames, String answer) {
    all.add(
        new Attack(
            "HTTP/2: " + name, cve, port -> Http2Exchange.run(port, stream, frames), answer));
  }

  private void survives(String name, String cve, Consumer<Http2Wire> frames) {
    all.add(new Attack("HTTP/2: " + name, cve, port -> Http2Exchange.probe(port, frames), "lives"));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] integer(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private void floods() {
    flood(
        "rapid reset",
        "CVE-2023-44487",
        wire -> {
          for (int stream = 3; stream < 9003; stream += 2) {
            wire.call(stream, UNARY).cancel(stream);
          }
        });
    flood(
        "making the server reset",
        "CVE-2025-8671, MadeYouReset",
        wire -> {
          for (int stream = 3; stream < 9003; stream += 2) {
            wire.call(stream, BIDI).windowUpdate(stream, 0);
          }
        });
    flood(
        "making the server reset by overflow",
        "CVE-2025-8671, MadeYouReset",
        wire -> {
          for (int stream = 3; stream < 9003; stream += 2) {
            wire.call(stream, BIDI).windowUpdate(stream, Integer.MAX_VALUE);
          }
        });
    flood(
        "CONTINUATION flood of empty frames",
        "CVE-2024-27316 and others of VU#421644",
        wire -> {
          wire.frame(HEADERS, 0, 1, new byte[0]);
          for (int i = 0; i < 10_000; i++) {
            wire.frame(CONTINUATION, 0, 1, new byte[0]);
          }
        });
    flood(
        "CONTINUATION flood of full frames",
        "CVE-2024-27316 and others of VU#421644",
        wire -> {
          byte[] block = Http2Wire.block("x", "y".repeat(16_000));
          wire.frame(HEADERS, 0, 1, block);
          for (int i = 0; i < 100; i++) {
            wire.frame(CONTINUATION, 0, 1, block);
          }
        });
    flood("PING flood", "CVE-2019-9512", wire -> repeat(wire, PING, 0, new byte[8]));
    flood("SETTINGS flood", "CVE-2019-9515", wire -> repeat(wire, SETTINGS, 0, new byte[0]));
    flood(
        "PRIORITY flood",
        "CVE-2019-9513, resource loop",
        wire -> repeat(wire, PRIORITY, 3, bytes(0, 0, 0, 5, 1)));
    flood("flood of unknown frames", "", wire -> repeat(wire, 200, 0, new byte[100]));
    flood(
        "flood of empty DATA",
        "CVE-2019-9518",
        wire -> {
          wire.call(1, BIDI);
          repeat(wire, DATA, 1, new byte[0]);
        });
    on(
        2003,
        "streams beyond their number",
        "CWE-770",
        wire -> {
          for (int stream = 3; stream <= 2003; stream += 2) {
            wire.call(stream, BIDI);
          }
        },
        "reset REFUSED_STREAM");
    survives(
        "windows of nothing",
        "CVE-2019-9517, internal data buffering",
        wire -> {
          wire.frame(SETTINGS, 0, 0, bytes(0, 4, 0, 0, 0, 0));
          for (int stream = 1; stream < 400; stream += 2) {
            wire.request(stream, "GET", "/openapi.yaml", true);
          }
        });
    survives(
        "windows of one byte",
        "CVE-2019-9511, data dribble",
        wire -> {
          wire.frame(SETTINGS, 0, 0, bytes(0, 4, 0, 0, 0, 0));
          for (int stream = 1; stream < 100; stream += 2) {
            wire.request(stream, "GET", "/openapi.yaml", true);
          }
          for (int stream = 1; stream < 100; stream += 2) {
            wire.windowUpdate(stream, 1);
          }
        });
  }

  private static void repeat(Http2Wire wire, int type, int stream, byte[] payload) {
    for (int i = 0; i < 5000; i++) {
      wire.frame(type, 0, stream, payload);
    }
  }

  private void frames() {
    String size = "goaway FRAME_SIZE_ERROR";
    String protocol = "goaway PROTOCOL_ERROR";
    add("a frame of 16 MB", "", wire -> wire.head(0xffffff, DATA, 0, 1), size);
    add("a PING of 7 bytes", "", wire -> wire.frame(PING, 0, 0, new byte[7]), size);
    add("a PING on a stream", "", wire -> wire.frame(PING, 0, 1, new byte[8]), protocol);
    add(
        "RST_STREAM of 3 bytes",
        "",
        wire -> wire.call(1, BIDI).frame(RST_STREAM, 0, 1, new byte[3]),
        size);
    add("RST_STREAM on an idle stream", "", wire -> wire.cancel(9), protocol);
    add("RST_STREAM on the connection", "", wire -> wire.cancel(0), protocol);
    add("WINDOW_UPDATE of 5 bytes", "", wire -> wire.frame(WINDOW_UPDATE, 0, 0, new byte[5]), size);
    add("WINDOW_UPDATE of nothing", "", wire -> wire.windowUpdate(0, 0), protocol);
    add(
        "WINDOW_UPDATE beyond 2^31",
        "",
        wire -> wire.windowUpdate(0, Integer.MAX_VALUE),
        "goaway FLOW_CONTROL_ERROR");
    add("WINDOW_UPDATE on an idle stream", "", wire -> wire.windowUpdate(9, 1), protocol);
    add(
        "PRIORITY of 4 bytes",
        "",
        wire -> wire.frame(PRIORITY, 0, 1, new byte[4]),
        "reset FRAME_SIZE_ERROR");
    survives(
        "a stream that depends on itself",
        "",
        wire -> wire.frame(PRIORITY, 0, 3, bytes(0, 0, 0, 3, 1)));
    add("GOAWAY on a stream", "", wire -> wire.frame(GOAWAY, 0, 1, new byte[8]), protocol);
    add(
        "a push of the client",
        "",
        wire -> wire.call(1, BIDI).frame(PUSH_PROMISE, END_HEADERS, 1, integer(2)),
        protocol);
    add(
        "CONTINUATION of nothing",
        "",
        wire -> wire.frame(CONTINUATION, END_HEADERS, 1, new byte[0]),
        protocol);
    add(
        "a frame amid a header block",
        "",
        wire -> wire.frame(HEADERS, 0, 1, new byte[0]).frame(PING, 0, 0, new byte[8]),
        protocol);
    add("DATA on the connection", "", wire -> wire.frame(DATA, 0, 0, new byte[1]), protocol);
    add("DATA on an idle stream", "", wire -> wire.frame(DATA, 0, 9, new byte[1]), protocol);
    add(
        "padding longer than DATA",
        "",
        wire -> wire.call(1, BIDI).frame(DATA, PADDED, 1, bytes(9, 0)),
        protocol);
    add(
        "padding longer than HEADERS",
        "",
        wire -> wire.frame(HEADERS, PADDED | END_HEADERS, 1, bytes(200)),
        protocol);
    survives(
        "frames of unknown types",
        "",
        wire -> wire.frame(99, 255, 0, new byte[9]).frame(77, 0, 3, new byte[0]));
    add(
        "more DATA than the window takes",
        "",
        wire -> {
          wire.call(1, UNARY);
          for (int i = 0; i < 6; i++) {
            wire.frame(DATA, 0, 1, new byte[16_000]);
          }
        },
        "grpc 12");
  }

  private void settings() {
    String protocol = "goaway PROTOCOL_ERROR";
    add(
        "SETTINGS of 5 bytes",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, new byte[5]),
        "goaway FRAME_SIZE_ERROR");
    add("SETTINGS on a stream", "", wire -> wire.frame(SETTINGS, 0, 1, new byte[6]), protocol);
    add(
        "an acknowledgement with settings",
        "",
        wire -> wire.frame(SETTINGS, 1, 0, new byte[6]),
        "goaway FRAME_SIZE_ERROR");
    add(
        "a push switch of 2",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 2, 0, 0, 0, 2)),
        protocol);
    add(
        "a window beyond 2^31",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 4, 255, 255, 255, 255)),
        "goaway FLOW_CONTROL_ERROR");
    add(
        "frames of 1 byte at most",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 5, 0, 0, 0, 1)),
        protocol);
    survives(
        "settings that nobody knows",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 99, 1, 2, 3, 4)));
    survives(
        "a header table of 4 GB",
        "CVE-2016-1546",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 1, 255, 255, 255, 255)));
    add(
        "an acknowledgement of nothing",
        "",
        wire -> {
          for (int i = 0; i < 10; i++) {
            wire.frame(SETTINGS, 1, 0, new byte[0]);
          }
          wire.frame(SETTINGS, 0, 1, new byte[0]);
        },
        protocol);
  }

  private void streams() {
    String protocol = "goaway PROTOCOL_ERROR";
    add("an even stream", "", wire -> wire.call(2, BIDI), protocol);
    on(
        3,
        "a stream that goes back",
        "",
        wire -> wire.call(5, BIDI).call(3, BIDI),
        "reset STREAM_CLOSED");
    add(
        "DATA after the end",
        "",
        wire -> wire.call(1, WATCH).data(1, new byte[5], true).data(1, new byte[9], false),
        "reset STREAM_CLOSED");
    add(
        "two ends",
        "",
        wire -> wire.call(1, WATCH).data(1, new byte[5], true).data(1, new byte[0], true),
        "reset STREAM_CLOSED");
    add(
        "headers amid a stream",
        "",
        wire -> wire.call(1, BIDI).call(1, BIDI),
        "reset PROTOCOL_ERROR");
    add(
        "a request of one message with trailers",
        "",
        wire -> wire.call(1, UNARY).message(1, HELLO, false).headers(1, true, "x", "y"),
        "grpc 0");
    add(
        "a length that is not that of the body",
        "",
        wire -> wire.call(1, UNARY, "content-length", "3").message(1, HELLO, true),
        "reset PROTOCOL_ERROR");
    add(
        "a length that is no number",
        "",
        wire -> wire.call(1, UNARY, "content-length", "x").message(1, HELLO, true),
        "reset PROTOCOL_ERROR");
  }

  private void request(String name, String cve, String answer, String... headers) {
    add(name, cve, wire -> wire.headers(1, true, headers), answer);
  }

  private void headers() {
    String reset = "reset PROTOCOL_ERROR";
    String get = "GET";
    request("no method", "", reset, ":scheme", "http", ":path", "/", ":authority", "x");
    request("no scheme", "", reset, ":method", get, ":path", "/", ":authority", "x");
    request("no path", "", reset, ":method", get, ":scheme", "http", ":authority", "x");
    request(
        "an empty path",
        "",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "",
        ":authority",
        "x");
    request(
        "two paths",
        "",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        ":path",
        "/x",
        ":authority",
        "x");
    request(
        "a path without a slash",
        "CWE-444",
        "http 404",
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "healthz",
        ":authority",
        "x");
    request(
        "a pseudo-header of responses",
        "",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        ":status",
        "200");
    request(
        "an invented pseudo-header",
        "",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        ":x",
        "y");
    request(
        "a pseudo-header after headers",
        "",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        "a",
        "b",
        ":path",
        "/");
    request(
        "a header in upper case",
        "",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        "Foo",
        "bar");
    request(
        "a header of the connection",
        "",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        "connection",
        "close");
    request(
        "a transfer coding",
        "CWE-444, request smuggling",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        "transfer-encoding",
        "chunked");
    request(
        "te other than trailers",
        "",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        "te",
        "gzip");
    request(
        "a line break in a header",
        "CWE-113",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        "a",
        "b\r\nc: d");
    request(
        "NUL in a header", "", reset, ":method", get, ":scheme", "http", ":path", "/", "a", "b\0c");
    request(
        "a line break in the path",
        "CWE-113",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/ HTTP/1.1\r\nx: y",
        ":authority",
        "x");
    request(
        "a host other than the authority",
        "CWE-444",
        reset,
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        ":authority",
        "x",
        "host",
        "y");
    request(
        "a path of 5000 letters",
        "",
        "http 414",
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/" + "a".repeat(5000),
        ":authority",
        "x");
    request(
        "headers of 9000 bytes",
        "",
        "http 431",
        ":method",
        get,
        ":scheme",
        "http",
        ":path",
        "/",
        "a",
        "b".repeat(9000));
    request("no authority", "", "http 400", ":method", get, ":scheme", "http", ":path", "/healthz");
    add(
        "a line break in the metadata of a call",
        "CWE-113",
        wire -> wire.call(1, UNARY, "x", "a\nb"),
        reset);
    request(
        "an extended CONNECT",
        "",
        reset,
        ":method",
        "CONNECT",
        ":scheme",
        "http",
        ":path",
        "/v1/routes:chat",
        ":authority",
        "x",
        ":protocol",
        "websocket");
    add(
        "a header table that is blown up",
        "CVE-2016-6581, HPACK bomb",
        wire -> {
          byte[] block = Http2Wire.block(":method", get, ":scheme", "http", ":path", "/");
          byte[] big = Http2Wire.block("a", "b".repeat(4000));
          big[0] = 0x40;
          byte[] bomb = java.util.Arrays.copyOf(block, block.length + big.length + 8000);
          System.arraycopy(big, 0, bomb, block.length, big.length);
          java.util.Arrays.fill(bomb, block.length + big.length, bomb.length, (byte) 0xbe);
          wire.frame(HEADERS, END_HEADERS | END_STREAM, 1, bomb);
        },
        "goaway PROTOCOL_ERROR");
    String compression = "goaway COMPRESSION_ERROR";
    add(
        "an index beyond the table",
        "",
        wire -> wire.frame(HEADERS, END_HEADERS, 1, bytes(0xff, 0x80, 0x7f)),
        compression);
    add("index 0", "", wire -> wire.frame(HEADERS, END_HEADERS, 1, bytes(0x80)), compression);
    add(
        "a length of 2^35",
        "",
        wire -> wire.frame(HEADERS, END_HEADERS, 1, bytes(0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x7f)),
        compression);
    add(
        "a table size beyond the limit",
        "",
        wire -> wire.frame(HEADERS, END_HEADERS, 1, bytes(0x3f, 0xff, 0xff, 0x7f)),
        compression);
    add(
        "wrong Huffman code",
        "",
        wire -> wire.frame(HEADERS, END_HEADERS, 1, bytes(0, 0x84, 255, 255, 255, 255)),
        compression);
  }
}
