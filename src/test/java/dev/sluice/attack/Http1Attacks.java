package dev.sluice.attack;

import java.util.ArrayList;
import java.util.List;

/** HTTP/1.1 that two servers could read differently, or that is none. */
final class Http1Attacks {

  private static final String NEXT = "GET /v1/hello/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String SMUGGLING = "CWE-444, request smuggling";
  private static final String JSON = "{\"name\":\"a\"}";

  private final List<Attack> all = new ArrayList<>();

  private Http1Attacks() {}

  static List<Attack> all() {
    Http1Attacks attacks = new Http1Attacks();
    attacks.lengths();
    attacks.chunks();
    attacks.lines();
    attacks.headers();
    attacks.methods();
    return attacks.all;
  }

  private void add(String name, String cve, String request, String answer) {
    all.add(new Attack("HTTP/1.1: " + name, cve, port -> Http1Exchange.run(port, request), answer));
  }

  private void post(String name, String cve, String headers, String body, String answer) {
    add(name, cve, "POST /v1/hello HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body, answer);
  }

  private void get(String name, String cve, String headers, String answer) {
    add(name, cve, "GET /v1/hello/a HTTP/1.1\r\n" + headers + "\r\n", answer);
  }

  private void lengths() {
    String chunked = "Transfer-Encoding: chunked\r\n";
    String ten = "Content-Length: 12\r\n";
    String body = "c\r\n" + JSON + "\r\n0\r\n\r\n";
    post("length and chunks", SMUGGLING, ten + chunked, body + NEXT, "400 closed");
    post("chunks and length", SMUGGLING, chunked + ten, body + NEXT, "400 closed");
    post("two lengths", SMUGGLING, ten + "Content-Length: 3\r\n", JSON + NEXT, "400 closed");
    post("two lengths in one", SMUGGLING, "Content-Length: 12, 3\r\n", JSON + NEXT, "400 closed");
    post("a signed length", SMUGGLING, "Content-Length: +12\r\n", JSON + NEXT, "400 closed");
    post("a negative length", SMUGGLING, "Content-Length: -1\r\n", JSON + NEXT, "400 closed");
    post("a length in hex", SMUGGLING, "Content-Length: 0xc\r\n", JSON + NEXT, "400 closed");
    post(
        "a length of 2^64",
        SMUGGLING,
        "Content-Length: 18446744073709551628\r\n",
        JSON,
        "400 closed");
    post("a length that is no number", SMUGGLING, "Content-Length: x\r\n", JSON, "400 closed");
    post("an empty length", SMUGGLING, "Content-Length: \r\n", JSON + NEXT, "400 closed");
    post(
        "a question first, for a body of 5 MB",
        "",
        "Expect: 100-continue\r\nContent-Length: 5000000\r\n",
        "",
        "413 closed");
    for (String other : List.of("text/plain", "application/grpc-web", "application/grpc")) {
      String types = "Content-Type: application/json\r\nContent-Type: " + other + "\r\n";
      post("two content types, " + other, "CWE-436", types + ten, JSON, "400 open");
    }
    post("a length of 10^18", "", "Content-Length: 1000000000000000000\r\n", "", "413 closed");
    post(
        "a space before the colon",
        "CVE-2019-16869",
        "Transfer-Encoding : chunked\r\n" + ten,
        JSON + NEXT,
        "400 closed");
  }

  private void chunks() {
    for (String coding :
        List.of(
            "gzip",
            "chunked, chunked",
            "chunked, identity",
            "xchunked",
            "identity",
            "gzip, chunked",
            "chunked\u000b")) {
      post(
          "transfer-encoding " + coding.strip() + (int) coding.charAt(coding.length() - 1),
          SMUGGLING,
          "Transfer-Encoding: " + coding + "\r\n",
          "0\r\n\r\n" + NEXT,
          "400 closed");
    }
    String unknown = "CVE-2026-89044";
    for (String coding : List.of("chunked, xchunked", "xchunked, chunked")) {
      String header = "Transfer-Encoding: " + coding + "\r\n";
      post("transfer-encoding " + coding, unknown, header, "0\r\n\r\n" + NEXT, "400 closed");
      String folded = header.replace(", ", ",\r\n ");
      post(coding + " in two lines", unknown, folded, "0\r\n\r\n" + NEXT, "400 closed");
    }
    post(
        "transfer-encoding twice",
        SMUGGLING,
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "0\r\n\r\n" + NEXT,
        "400 closed");
    String chunked = "Transfer-Encoding: chunked\r\n";
    post(
        "a chunk size in letters",
        SMUGGLING,
        chunked,
        "zz\r\n" + JSON + "\r\n0\r\n\r\n" + NEXT,
        "closed");
    post(
        "a negative chunk size",
        SMUGGLING,
        chunked,
        "-c\r\n" + JSON + "\r\n0\r\n\r\n" + NEXT,
        "closed");
    for (String size : List.of(" c", "c ", "c\t", "c x")) {
      String spaced = size + "\r\n" + JSON + "\r\n0\r\n\r\n" + NEXT;
      post(
          "a chunk size with space, " + size.replace('\t', '_'),
          SMUGGLING,
          chunked,
          spaced,
          "closed");
    }
    post("an extension of a chunk", "", chunked, "c ;a=b\r\n" + JSON + "\r\n0\r\n\r\n", "200 open");
    post(
        "a chunk size of 2^64",
        SMUGGLING,
        chunked,
        "1000000000000000c\r\n" + JSON + "\r\n0\r\n\r\n" + NEXT,
        "closed");
    post(
        "a chunk that is longer than its size",
        SMUGGLING,
        chunked,
        "3\r\n" + JSON + "\r\n0\r\n\r\n" + NEXT,
        "closed");
    add(
        "chunks in HTTP/1.0",
        SMUGGLING,
        "POST /v1/hello HTTP/1.0\r\nHost: x\r\n" + chunked + "\r\n0\r\n\r\n" + NEXT,
        "400 closed");
    add(
        "chunks and a length in HTTP/1.0",
        "CVE-2026-42581",
        "POST /v1/hello HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n"
            + "Content-Length: 5\r\n"
            + chunked
            + "\r\n0\r\n\r\n"
            + NEXT,
        "400 closed");
  }

  private void lines() {
    for (char c : new char[] {0, 1, '\t', 0x0b, 0x7f}) {
      String name = "control character " + (int) c;
      add(name + " before a request", "CVE-2026-50020", c + NEXT, "400 closed");
      add(name + " between requests", "CVE-2026-50020", NEXT + c + NEXT, "200 open 400");
    }
    // Which RFC 9112 allows in sections 2.2 and 3.
    add("an empty line before a request", "", "\r\n" + NEXT, "200 open");
    add("a space before a request", "", " " + NEXT, "200 open");
    add("no HTTP", "", "GARBAGE\r\n\r\n", "400 closed");
    add(
        "TLS in clear",
        "",
        "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003\r\n\r\n",
        "closed");
    add("HTTP/0.9", "", "GET /\r\n\r\n", "400 closed");
    for (String version :
        List.of("HTTP/3.7", "HTTP/1.2", "HTTP/1.01", "HTTP/1.4294967297", "http/1.1", "FOO/1.1")) {
      add(version, SMUGGLING, "GET / " + version + "\r\nHost: x\r\n\r\n", "505 closed");
    }
    add(
        "HTTP/3.7 in chunks",
        SMUGGLING,
        "POST / HTTP/3.7\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "505 closed");
    add("a version of letters", "", "GET / HTTP/x.y\r\nHost: x\r\n\r\n", "400 closed");
    add("an endless method", "", "A".repeat(9000) + " / HTTP/1.1\r\n\r\n", "414 closed");
    add(
        "an endless path",
        "",
        "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "414 closed");
    add(
        "an endless query",
        "",
        "GET /?" + "a".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "414 closed");
    add(
        "a bare line feed in the request line",
        SMUGGLING,
        "GET / HTTP/1.1\nHost: x\r\n\r\n",
        "400 closed");
    add("NUL in the path", "", "GET /v1/hello/\0 HTTP/1.1\r\nHost: x\r\n\r\n", "400 open");
    add("a bad HTTP/2 preface", "", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "505 closed");
  }

  private void headers() {
    get("no host", SMUGGLING, "", "400 closed");
    get("two hosts", SMUGGLING, "Host: x\r\nHost: y\r\n", "400 closed");
    get("a header without a colon", "", "Host: x\r\nfoo\r\n", "400 closed");
    get("an empty header name", "", "Host: x\r\n: y\r\n", "400 closed");
    get("NUL in a header", "", "Host: x\r\nGrpc-Metadata-A: a\0b\r\n", "400 closed");
    get(
        "CR in a header",
        "CWE-113, response splitting",
        "Host: x\r\nGrpc-Metadata-A: a\rSet-Cookie: b\r\n",
        "400 closed");
    get("a space in a header name", SMUGGLING, "Host: x\r\nContent Length: 3\r\n", "400 closed");
    get("a header of 100 KB", "", "Host: x\r\nx: " + "a".repeat(100_000) + "\r\n", "431 closed");
    get("2000 headers", "CWE-770", "Host: x\r\n" + "a:b\r\n".repeat(1500), "431 closed");
    get("200 headers", "CWE-770", "Host: x\r\n" + "a:b\r\n".repeat(200), "431 closed");
    get("metadata that is not base64", "", "Host: x\r\nGrpc-Metadata-A-Bin: %%%\r\n", "400 open");
    get(
        "metadata with a name of gRPC's own",
        "",
        "Host: x\r\nGrpc-Metadata-grpc-status: 0\r\n",
        "200 open");
    get(
        "a timeout of 10^18 hours",
        "",
        "Host: x\r\nGrpc-Timeout: 1000000000000000000H\r\n",
        "400 open");
    get("a negative timeout", "", "Host: x\r\nGrpc-Timeout: -1S\r\n", "400 open");
    get("a timeout without a unit", "", "Host: x\r\nGrpc-Timeout: 5\r\n", "400 open");
    get("an expectation that nobody knows", "", "Host: x\r\nExpect: miracles\r\n", "417 closed");
    get("nothing acceptable", "", "Host: x\r\nAccept: image/png\r\n", "406 open");
    get(
        "a thousand media types",
        "",
        "Host: x\r\nAccept: " + "a/b;q=0.1,".repeat(700) + "\r\n",
        "406 open");
    get(
        "an upgrade to HTTP/2 with bad settings",
        "",
        "Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: %%%\r\n",
        "200 open");
    get(
        "an upgrade to HTTP/2 past a proxy",
        "CWE-444, h2c smuggling",
        "Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: H2C\r\nHTTP2-Settings: AAQAAP__\r\n",
        "200 open");
    String upgrade =
        "Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAQAAP__\r\n";
    get(
        "an upgrade to HTTP/2 with headers that are too long",
        "CWE-444, h2c smuggling",
        upgrade + "x: " + "y".repeat(9000) + "\r\n",
        "431 closed");
    get(
        "an upgrade to HTTP/2 with NUL in a header",
        "CWE-444, h2c smuggling",
        upgrade + "x: a\0b\r\n",
        "400 closed");
    get(
        "an upgrade to HTTP/2 beside another",
        "CWE-444, h2c smuggling",
        upgrade + "Upgrade: irc/6.9\r\nUpgrade: h2c\r\n",
        "200 open");
    get(
        "an upgrade to nothing known",
        "",
        "Host: x\r\nConnection: Upgrade\r\nUpgrade: irc/6.9\r\n",
        "200 open");
  }

  private void methods() {
    add(
        "TRACE",
        "CWE-693, cross-site tracing",
        "TRACE /v1/hello/a HTTP/1.1\r\nHost: x\r\n\r\n",
        "405 open");
    add("CONNECT", "", "CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n", "404 open");
    add("an invented method", "", "BREW /v1/hello/a HTTP/1.1\r\nHost: x\r\n\r\n", "405 open");
    add("a lower-case method", "", "get /v1/hello/a HTTP/1.1\r\nHost: x\r\n\r\n", "405 open");
    for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
      get(header, "CWE-436, method override", "Host: x\r\n" + header + ": DELETE\r\n", "200 open");
      add(
          header + " on a path with another method",
          "CWE-436, method override",
          "DELETE /v1/hello/a HTTP/1.1\r\nHost: x\r\n" + header + ": GET\r\n\r\n",
          "405 open");
    }
  }
}
