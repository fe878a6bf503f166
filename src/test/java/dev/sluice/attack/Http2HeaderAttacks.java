package dev.sluice.attack;

import static dev.sluice.attack.Http2Wire.END_HEADERS;
import static dev.sluice.attack.Http2Wire.END_STREAM;
import static dev.sluice.attack.Http2Wire.HEADERS;

import java.util.List;

/** Headers of HTTP/2 that are wrong, or want to be two. */
final class Http2HeaderAttacks extends Http2Cases {

  private Http2HeaderAttacks() {}

  static List<Attack> all() {
    Http2HeaderAttacks attacks = new Http2HeaderAttacks();
    attacks.headers();
    return attacks.cases();
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
    for (String value : List.of(" b", "\tb", " ", "\u0001b", "b\u001f", "b\u007f")) {
      String name =
          "a value from " + (int) value.charAt(0) + " to " + (int) value.charAt(value.length() - 1);
      add(name, "", wire -> wire.request(1, get, "/healthz", true, "a", value), reset);
    }
    add(
        "a space after a value",
        "",
        wire -> wire.request(1, get, "/healthz", true, "a", "b "),
        "http 200");
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
    String type = "content-type";
    add(
        "another content type of a call",
        "CWE-436",
        wire -> wire.call(1, UNARY, type, "application/json"),
        "http 400 grpc 13");
    add(
        "a content type of calls after another",
        "CWE-436",
        wire ->
            wire.request(
                1, "POST", UNARY, true, type, "application/json", type, "application/grpc"),
        "http 404");
    add(
        "two message encodings",
        "",
        wire ->
            wire.call(1, UNARY, "grpc-encoding", "gzip", "grpc-encoding", "identity")
                .message(1, new byte[0], true),
        "grpc 12");
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

  private void request(String name, String cve, String answer, String... headers) {
    add(name, cve, wire -> wire.headers(1, true, headers), answer);
  }
}
