package dev.sluice.attack;

import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.security.BadTokens;
import dev.sluice.security.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Callers who have no business there: each at each door of a server that takes tokens of an issuer
 * and API keys.
 */
final class TokenAttacks {

  private static final byte[] HELLO = HelloRequest.newBuilder().setName("x").build().toByteArray();
  private static final String AUTHORIZATION = "authorization";
  private static final String API_KEY = "x-api-key";

  private final List<Attack> all = new ArrayList<>();
  private final String good = Tokens.good();
  private final String key;

  private TokenAttacks(String key) {
    this.key = key;
  }

  /**
   * All of them.
   *
   * @param key an API key that the server takes
   */
  static List<Attack> all(String key) {
    TokenAttacks attacks = new TokenAttacks(key);
    attacks.tokens();
    attacks.headers();
    attacks.keys();
    attacks.wire();
    attacks.paths();
    attacks.methods();
    return attacks.all;
  }

  /** What each door answers. */
  private record Answers(String grpc, String web, String rest, String webSocket) {

    static final Answers NOBODY =
        new Answers("grpc 16", "200 grpc 16 open", "401 open", "close 4016");
    static final Answers WELCOME =
        new Answers("grpc 0", "200 grpc 0 open", "200 open", "close 1000");
    static final Answers BROKEN =
        new Answers("reset PROTOCOL_ERROR", "400 closed", "400 closed", "400");
    static final Answers TOO_LARGE = new Answers("http 431", "431 closed", "431 closed", "431");
  }

  private void refused(String what, String... headers) {
    add(what, Answers.NOBODY, headers);
  }

  private void add(String what, Answers answers, String... headers) {
    add("gRPC", what, port -> grpc(port, "/helloworld.Greeter/SayHello", headers), answers.grpc);
    add("gRPC-Web", what, port -> web(port, headers), answers.web);
    add("REST", what, port -> rest(port, "GET /v1/hello/a", headers), answers.rest);
    // Ends the stream, so that who is let in has an answer.
    byte[] end = {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0};
    add(
        "WebSocket",
        what,
        port -> WebSocketAttacks.run(port, lines(headers), end),
        answers.webSocket);
  }

  private void add(String door, String what, Attack.Exchange exchange, String answer) {
    int cve = what.indexOf(" (CVE");
    String name = door + ": " + (cve < 0 ? what : what.substring(0, cve));
    all.add(
        new Attack(
            name, cve < 0 ? "" : what.substring(cve + 2, what.length() - 1), exchange, answer));
  }

  private static String grpc(int port, String path, String... headers) throws IOException {
    return Http2Exchange.run(port, wire -> wire.call(1, path, headers).message(1, HELLO, true));
  }

  private static String web(int port, String... headers) throws IOException {
    byte[] head =
        ("POST /helloworld.Greeter/SayHello HTTP/1.1\r\nHost: x\r\nContent-Length: "
                + (5 + HELLO.length)
                + "\r\nContent-Type: application/grpc-web\r\n"
                + lines(headers)
                + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] prefix = {0, 0, 0, 0, (byte) HELLO.length};
    return Http1Exchange.run(port, TlsHello.join(head, prefix, HELLO));
  }

  private static String rest(int port, String line, String... headers) throws IOException {
    return Http1Exchange.run(port, line + " HTTP/1.1\r\nHost: x\r\n" + lines(headers) + "\r\n");
  }

  private static String lines(String... headers) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    return lines.toString();
  }

  private void tokens() {
    Stream.of(BadTokens.ofTheIssuer(), BadTokens.ofOthers())
        .flatMap(tokens -> tokens.entrySet().stream())
        .forEach(token -> refused(token.getKey(), AUTHORIZATION, "Bearer " + token.getValue()));
  }

  private void headers() {
    refused("nothing");
    refused("an empty authorization", AUTHORIZATION, "");
    refused("a scheme alone", AUTHORIZATION, "Bearer");
    refused("a scheme twice", AUTHORIZATION, "Bearer Bearer " + good);
    refused("no scheme", AUTHORIZATION, good);
    refused("another scheme", AUTHORIZATION, "Basic YTpi");
    refused("a good token by another scheme", AUTHORIZATION, "Token " + good);
    refused("a scheme and a colon", AUTHORIZATION, "Bearer: " + good);
    refused("a tab for the space", AUTHORIZATION, "Bearer\t" + good);
    refused("a token and more", AUTHORIZATION, "Bearer " + good + " x");
    refused("two tokens and a comma", AUTHORIZATION, "Bearer " + good + ",Bearer " + good);
    refused("a token in quotes", AUTHORIZATION, "Bearer \"" + good + "\"");
    refused("a token percent-encoded", AUTHORIZATION, "Bearer " + good.replace(".", "%2E"));
    refused("a token that is cut", AUTHORIZATION, "Bearer " + good.substring(0, 300));
    refused("a token with a letter changed", AUTHORIZATION, "Bearer " + changed(good));
    refused("a letter beyond ASCII", AUTHORIZATION, "Bearer " + good + "\u00e4");
    refused("6000 letters", AUTHORIZATION, "Bearer " + "a".repeat(6000));
    refused("a bad token after a good one", AUTHORIZATION, "Bearer " + good, AUTHORIZATION, "x");
    refused("a good token after a bad one", AUTHORIZATION, "x", AUTHORIZATION, "Bearer " + good);
    refused("a good token twice", AUTHORIZATION, "Bearer " + good, AUTHORIZATION, "Bearer " + good);
    refused("a good token for the proxy", "proxy-authorization", "Bearer " + good);
    refused("a good token under another name", "x-authorization", "Bearer " + good);
    refused("a good token in a cookie", "cookie", "authorization=Bearer " + good);
    add(
        "a good token, its scheme in another case",
        Answers.WELCOME,
        AUTHORIZATION,
        "bEARER " + good);
  }

  /** Changes the tenth letter of the signature, all of whose bits count. */
  private static String changed(String token) {
    char[] letters = token.toCharArray();
    int at = token.lastIndexOf('.') + 10;
    letters[at] = letters[at] == 'A' ? 'B' : 'A';
    return new String(letters);
  }

  private void keys() {
    refused("an empty key", API_KEY, "");
    refused("an unknown key", API_KEY, "slk_" + "A".repeat(43));
    refused("a key that is cut", API_KEY, key.substring(0, key.length() - 1));
    refused("a key and more", API_KEY, key + "x");
    refused("a key of 6000 letters", API_KEY, "k".repeat(6000));
    refused("two keys and a comma", API_KEY, key + "," + key);
    refused("a key twice", API_KEY, key, API_KEY, key);
    refused("a key in other case", API_KEY, key.toUpperCase(Locale.ROOT));
    refused("a key for a token", AUTHORIZATION, "Bearer " + key);
    refused("a key under another name", "api-key", key);
    refused(
        "a good key with a token that has expired",
        API_KEY,
        key,
        AUTHORIZATION,
        "Bearer " + BadTokens.ofTheIssuer().get("expired"));
    add("a key that is good", Answers.WELCOME, API_KEY, key);
  }

  private void wire() {
    add("NUL in a token", Answers.BROKEN, AUTHORIZATION, "Bearer " + good + "\0");
    add("a line feed in a token", Answers.BROKEN, AUTHORIZATION, "Bearer " + good + "\n x");
    add("a token of 9000 letters", Answers.TOO_LARGE, AUTHORIZATION, "Bearer " + "a".repeat(9000));
  }

  private void path(String line, String answer, String... headers) {
    String name = line.replace(good, "TOKEN").replace(key, "KEY") + " " + String.join(" ", headers);
    add("REST past its rule", name, port -> rest(port, line, headers), answer);
  }

  private void paths() {
    path("GET /v1/hello/a?access_token=" + good, "401 open");
    path("GET /v1/hello/a?authorization=Bearer%20" + good, "401 open");
    path("GET /v1/hello/a?x-api-key=" + key, "401 open");
    path("GET //v1/hello/a", "404 open");
    path("GET /v1//hello/a", "404 open");
    path("GET /v1/hello/a/", "404 open");
    path("GET /v1/hello/a;x=y", "401 open");
    path("GET /v1;x/hello/a", "404 open");
    path("GET /v1/hello%2Fa", "404 open");
    path("GET /v1/%68ello/a", "401 open");
    path("GET /healthz/../v1/hello/a", "404 open");
    path("GET /healthz/%2e%2e/v1/hello/a", "404 open");
    path("GET /v1/./hello/a", "404 open");
    path("GET /V1/hello/a", "404 open");
    path("GET /v1/HELLO/a", "404 open");
    path("GET /v1\\hello\\a", "404 open");
    path("GET /v1/hello/a%00", "401 open");
    path("GET http://x/v1/hello/a", "401 open");
    path("get /v1/hello/a", "405 open");
    for (String header : List.of("x-http-method-override", "x-http-method", "x-method-override")) {
      path("GET /v1/hello/a", "401 open", header, "OPTIONS");
    }
    for (String header : List.of("x-original-url", "x-rewrite-url", "x-forwarded-uri")) {
      path("GET /v1/hello/a", "401 open", header, "/healthz");
    }
    path("GET /v1/hello/a", "401 open", "x-forwarded-for", "127.0.0.1");
    path("GET /v1/hello/a", "401 open", "grpc-metadata-x-sluice-principal", "ada");
  }

  private void methods() {
    String method = "helloworld.Greeter/SayHello";
    for (String path :
        List.of(
            "//" + method,
            "/" + method + "/",
            "/helloworld.Greeter//SayHello",
            "/helloworld.Greeter;x/SayHello",
            "/helloworld.Greeter%2FSayHello",
            "/helloworld.Greeter/%53ayHello",
            "/grpc.health.v1.Health/../" + method,
            "/Helloworld.Greeter/SayHello",
            "/helloworld.Greeter/sayHello",
            "/" + method + "#x",
            "/" + method + "%00")) {
      add("gRPC past its rule", path, port -> grpc(port, path), "grpc 12");
    }
    String path = "/" + method;
    add("gRPC past its rule", path + "?x", port -> grpc(port, path + "?x"), "grpc 16");
    String health = "/grpc.health.v1.Health/Check";
    add(
        "gRPC past its rule",
        "x-original-url",
        port -> grpc(port, path, "x-original-url", health),
        "grpc 16");
    add(
        "gRPC past its rule",
        "a method without a rule",
        port -> grpc(port, "/routeguide.RouteGuide/GetFeature", AUTHORIZATION, "Bearer " + good),
        "grpc 7");
  }
}
