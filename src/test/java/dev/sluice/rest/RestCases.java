package dev.sluice.rest;

import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;

import dev.sluice.test.v1.Everything;
import java.util.Map;
import java.util.stream.Stream;

/** The table of requests and answers. */
final class RestCases {

  private static final String JSON = "application/json";
  private static final String PROTO = "application/x-protobuf";

  private RestCases() {}

  static Stream<Case> all() {
    return Stream.of(
            routes(),
            paths(),
            RestQueryCases.all(),
            bodies(),
            types(),
            headers(),
            errors(),
            negotiation())
        .flatMap(cases -> cases);
  }

  static Stream<Case> routes() {
    return Stream.of(
        post("/v1/echo", "{\"aString\":\"x\"}").answers(200, "{\"aString\":\"x\"}"),
        get("/v1/echo").answers(200, "{}"),
        get("/health").answers(200, "well"),
        get("/broken").answers(500, "{\"code\":13,\"message\":\"internal error\"}"),
        get("/nowhere").answers(404, "{\"code\":5,\"message\":\"no such path: /nowhere\"}"),
        get("/nowhere?secret=1")
            .answers(404, "{\"code\":5,\"message\":\"no such path: /nowhere\"}"),
        get("/" + "x".repeat(500)).answers(404, "…" + "x".repeat(90) + "…"),
        get("/").fails(404, 5, "no such path: /"),
        get("/v1/echo/").fails(404, 5, "no such path: /v1/echo/"),
        get("/v1//echo").fails(404, 5, "no such path: /v1//echo"),
        get("//v1/echo").fails(404, 5, "no such path: //v1/echo"),
        get("/V1/echo").fails(404, 5, "no such path: /V1/echo"),
        get("/v1/%65cho").answers(200, "{}"),
        get("/v1%2Fecho").fails(404, 5, "no such path: /v1%2Fecho"),
        get("/v1/echo%00").fails(404, 5, "no such path: /v1/echo%00"),
        send("PUT", "/v1/echo", "")
            .fails(405, 12, "method: PUT (expected: GET, HEAD, OPTIONS, POST)"),
        send("FOO", "/v1/echo", "")
            .fails(405, 12, "method: FOO (expected: GET, HEAD, OPTIONS, POST)"),
        send("PUT", "/v1/fail", "x").fails(405, 12, "method: PUT (expected: OPTIONS, POST)"),
        send("OPTIONS", "/v1/echo", "").answers(204, ""),
        send("OPTIONS", "/nowhere", "").fails(404, 5, "no such path: /nowhere"),
        send("HEAD", "/v1/echo", "").answers(200, ""),
        send("HEAD", "/v1/echo?nope=1", "").answers(400, ""),
        send("HEAD", "/v1/fail", "").answers(405, ""),
        get("/v1/shelves/1/things").answers(200, "{\"parent\":\"shelves/1\"}"),
        get("/v1/shelves/1/things:recent").answers(200, "{\"parent\":\"shelves/1\"}"),
        get("/v1/shelves/1/things:other").fails(404, 5, "no such path: /v1/shelves/1/things:other"),
        get("/v1/shelves/1/things%3Arecent")
            .fails(404, 5, "no such path: /v1/shelves/1/things%3Arecent"),
        send("DELETE", "/v1/shelves/1", "").answers(200, "{}"),
        send("DELETE", "/v1/shelves/a:b", "").answers(200, "{}"),
        post("/v1/split", "{}").fails(501, 12, "the method is not implemented"));
  }

  static Stream<Case> paths() {
    return Stream.of(
        get("/v1/echo/int/42").answers(200, "{\"anInt64\":\"42\"}"),
        get("/v1/echo/int/-9223372036854775808")
            .answers(200, "{\"anInt64\":\"-9223372036854775808\"}"),
        get("/v1/echo/int/9223372036854775808")
            .refuses("an_int64", "expected int64, got \"9223372036854775808\" in the path"),
        get("/v1/echo/int/abc").refuses("an_int64", "expected int64, got \"abc\" in the path"),
        get("/v1/echo/int/%20").refuses("an_int64", "expected int64, got \" \" in the path"),
        get("/v1/echo/nested/a%2Fb/7").answers(200, "{\"nested\":{\"text\":\"a/b\",\"number\":7}}"),
        get("/v1/echo/nested/a+b/7").answers(200, "{\"nested\":{\"text\":\"a+b\",\"number\":7}}"),
        get("/v1/echo/nested/x/y")
            .refuses("nested.number", "expected int32, got \"y\" in the path"),
        get("/v1/echo/nested-only/hi").answers(200, "{\"text\":\"hi\"}"),
        get("/v1/echo/nested-only/%E2%82%AC").answers(200, "{\"text\":\"€\"}"),
        get("/v1/echo/nested-only/%")
            .fails(400, 3, "path: /v1/echo/nested-only/% (expected: percent-encoded UTF-8)"),
        get("/v1/echo/nested-only/%4")
            .fails(400, 3, "path: /v1/echo/nested-only/%4 (expected: percent-encoded UTF-8)"),
        get("/v1/echo/nested-only/%zz")
            .fails(400, 3, "path: /v1/echo/nested-only/%zz (expected: percent-encoded UTF-8)"),
        get("/v1/echo/nested-only/%FF")
            .fails(400, 3, "path: /v1/echo/nested-only/%FF (expected: percent-encoded UTF-8)"),
        get("/v1/echo/nested-only/%C0%80")
            .fails(400, 3, "path: /v1/echo/nested-only/%C0%80 (expected: percent-encoded UTF-8)"),
        get("/v1/echo/nested-only/%ED%A0%80")
            .fails(
                400, 3, "path: /v1/echo/nested-only/%ED%A0%80 (expected: percent-encoded UTF-8)"),
        get("/v1/echo/nested-only/a%00b").answers(200, "{\"text\":\"a\\u0000b\"}"),
        get("/v1/echo/nested-only/a:b:c").answers(200, "{\"text\":\"a:b:c\"}"),
        get("/v1/echo/colour/COLOUR_CRIMSON").answers(200, "{\"colour\":\"COLOUR_RED\"}"),
        get("/v1/echo/colour/-2").answers(200, "{\"colour\":\"COLOUR_BLUE\"}"),
        get("/v1/echo/colour/99").answers(200, "{\"colour\":99}"),
        get("/v1/echo/colour/red")
            .refuses(
                "colour", "expected a value of sluice.test.v1.Colour, got \"red\" in the path"),
        get("/v1/echo/timestamp/2026-01-31T12:34:56.789Z")
            .answers(200, "{\"timestamp\":\"2026-01-31T12:34:56.789Z\"}"),
        get("/v1/echo/timestamp/yesterday")
            .refuses(
                "timestamp",
                "expected an RFC 3339 timestamp like \"2026-01-31T12:34:56.789Z\", got"
                    + " \"yesterday\" in the path"),
        get("/v1/files").answers(200, "{}"),
        get("/v1/files/a").answers(200, "{\"parent\":\"a\"}"),
        get("/v1/files/a/b%2Fc/%64").answers(200, "{\"parent\":\"a/b%2Fc/d\"}"),
        get("/v1/files/a/b%2fc").answers(200, "{\"parent\":\"a/b%2fc\"}"),
        get("/v1/files/a/").fails(404, 5, "no such path: /v1/files/a/"),
        get("/v1/files/a:b/c:d").answers(200, "{\"parent\":\"a:b/c:d\"}"),
        get("/v1/files/a;v=1/b,c").answers(200, "{\"parent\":\"a;v=1/b,c\"}"),
        get("/v1/files/%2E%2E/..").answers(200, "{\"parent\":\"../..\"}"),
        get("/v1/files/a//b").fails(404, 5, "no such path: /v1/files/a//b"),
        get("/v1/files/a/%2F/b").answers(200, "{\"parent\":\"a/%2F/b\"}"),
        get("/v1/files/a/%zz")
            .fails(400, 3, "path: /v1/files/a/%zz (expected: percent-encoded UTF-8)"),
        get("/v1/shelves//things").fails(404, 5, "no such path: /v1/shelves//things"),
        get("/v1/shelves/a/b/things").fails(404, 5, "no such path: /v1/shelves/a/b/things"),
        get("/v1/shelves/a+b%2B/things").answers(200, "{\"parent\":\"shelves/a+b+\"}"),
        get("/v1/shelves/%/things")
            .fails(400, 3, "path: /v1/shelves/%/things (expected: percent-encoded UTF-8)"),
        get("/v1/shelves/a%2Fb/things").answers(200, "{\"parent\":\"shelves/a%2Fb\"}"));
  }

  static Stream<Case> bodies() {
    return Stream.of(
        post("/v1/echo", "").answers(200, "{}"),
        post("/v1/echo", "{}").answers(200, "{}"),
        post("/v1/echo", "null")
            .fails(400, 3, "body: expected an object, got null (line 1, column 1)"),
        post("/v1/echo", "[]")
            .fails(400, 3, "body: expected an object, got an array (line 1, column 1)"),
        post("/v1/echo", "\"x\"")
            .fails(400, 3, "body: expected an object, got \"x\" (line 1, column 1)"),
        post("/v1/echo", "{\"nope\":1}").refuses("nope", "unknown field (line 1, column 2)"),
        post("/v1/echo", "{\"nested\":{\"number\":\"x\"}}")
            .refuses("nested.number", "expected int32, got \"x\" (line 1, column 21)"),
        post("/v1/echo", "{\"aString\":\"x\"")
            .fails(400, 3, "body: the JSON ends too early (line 1, column 15)"),
        post("/v1/echo", "{} {}")
            .fails(400, 3, "body: expected the end of the JSON, got more (line 1, column 4)"),
        post("/v1/echo", "{\"aString\":\"x\",\"aString\":\"y\"}")
            .refuses("aString", "given twice (line 1, column 16)"),
        post("/v1/echo", "name=world").fails(400, 3, "body: malformed JSON (line 1, column 2)"),
        post("/v1/echo", "")
            .body(new byte[] {'{', '"', (byte) 0xFF, '"'})
            .fails(400, 3, "body: the JSON is not valid UTF-8 (line 1, column 3)"),
        post("/v1/echo", "[".repeat(5000))
            .fails(400, 3, "body: expected an object, got an array (line 1, column 1)"),
        post("/v1/echo", "{\"nested\":{\"inner\":".repeat(30))
            .refuses("nested.inner.nested", "unknown field (line 1, column 21)"),
        post("/v1/echo", " ".repeat(RestServer.MAX_BODY + 1))
            .fails(413, 8, "the body is larger than the 200000 bytes that it may have"),
        post("/v1/echo", "{\"aString\":\"" + "x".repeat(100_000) + "\"}").answers(200, "…xxxx"),
        post("/v1/echo/in/p/nested", "{\"text\":\"t\"}")
            .answers(200, "{\"aString\":\"p\",\"nested\":{\"text\":\"t\"}}"),
        post("/v1/echo/in/p/nested?anInt32=3", "{}")
            .answers(200, "{\"anInt32\":3,\"aString\":\"p\",\"nested\":{}}"),
        post("/v1/echo/in/p/nested", "").answers(200, "{\"aString\":\"p\"}"),
        post("/v1/echo/in/p/nested", "{\"number\":\"x\"}")
            .refuses("nested.number", "expected int32, got \"x\" (line 1, column 11)"),
        post("/v1/echo/in/p/nested", "[1]")
            .refuses("nested", "expected an object, got an array (line 1, column 1)"),
        post("/v1/echo/in/p/nested?nested.text=x", "{}")
            .refuses("nested.text", "the field is bound by the body"),
        post("/v1/echo/strings", "[\"a\",\"b\"]").answers(200, "[\"a\",\"b\"]"),
        post("/v1/echo/strings", "").answers(200, "[]"),
        post("/v1/echo/strings", "[1]")
            .refuses("strings[0]", "expected a string, got 1 (line 1, column 2)"),
        post("/v1/echo/text", "\"hi\"").answers(200, "\"hi\""),
        send(
                "PATCH",
                "/v1/shelves/1/things/2?updateMask=aString&validateOnly=true",
                "{\"aString\":\"x\"}")
            .answers(
                200,
                "{\"name\":\"shelves/1/things/2\",\"thing\":{\"aString\":\"x\"},"
                    + "\"updateMask\":\"aString\",\"validateOnly\":true}"),
        send("DELETE", "/v1/shelves/1", "{}").fails(400, 3, "the operation takes no body"),
        send("GET", "/v1/echo", "x").fails(400, 3, "the operation takes no body"));
  }

  static Stream<Case> types() {
    byte[] proto = Everything.newBuilder().setAString("x").build().toByteArray();
    String text = new String(proto, java.nio.charset.StandardCharsets.ISO_8859_1);
    Case json = post("/v1/echo", "{\"aString\":\"x\"}");
    String answer = "{\"aString\":\"x\"}";
    Case protobuf = post("/v1/echo", "").body(proto).with("content-type", PROTO);
    return Stream.of(
        json.without("content-type").answers(200, answer),
        json.with("content-type", "application/x-www-form-urlencoded").answers(200, answer),
        json.with("content-type", "application/vnd.api+json").answers(200, answer),
        json.with("content-type", "Application/JSON; Charset=\"UTF-8\"").answers(200, answer),
        json.with("content-type", "application/json; charset=latin1")
            .fails(
                415, 3, "content-type: application/json; charset=latin1 (expected: charset=utf-8)"),
        json.with("content-type", "text/plain")
            .fails(
                415,
                3,
                "content-type: text/plain (expected: application/json, application/x-protobuf or"
                    + " a form)"),
        json.with("content-type", "multipart/form-data; boundary=x")
            .fails(400, 3, "the body is not valid multipart/form-data: no last boundary, --x--"),
        json.with("content-type", "multipart/mixed; boundary=x")
            .fails(
                415,
                3,
                "content-type: multipart/mixed; boundary=x (expected: application/json,"
                    + " application/x-protobuf or a form)"),
        json.with("content-type", "application/octet-stream")
            .fails(
                415,
                3,
                "content-type: application/octet-stream (expected: application/json,"
                    + " application/x-protobuf or a form)"),
        json.with("content-type", "+json")
            .fails(
                415,
                3,
                "content-type: +json (expected: application/json, application/x-protobuf or a form)"),
        json.with("content-type", JSON, JSON).answers(200, answer),
        json.with("content-type", JSON, "text/plain")
            .fails(400, 3, "content-type: application/json and text/plain (expected: one)"),
        json.with("content-type", "text/plain", JSON, JSON)
            .fails(400, 3, "content-type: text/plain and application/json (expected: one)"),
        json.with("content-type", "", JSON)
            .fails(400, 3, "content-type:  and application/json (expected: one)"),
        post("/v1/echo", "").with("content-type", "text/plain").answers(200, "{}"),
        json.with("content-encoding", "identity").answers(200, answer),
        json.with("content-encoding", "gzip").fails(400, 3, "the body is not valid gzip"),
        json.with("content-encoding", "br")
            .fails(415, 3, "content-encoding: br (expected: gzip or identity)"),
        json.with("content-encoding", "gzip, gzip")
            .fails(415, 3, "content-encoding: gzip, gzip (expected: gzip or identity)"),
        json.with("content-encoding", "identity", "br")
            .fails(415, 3, "content-encoding: identity, br (expected: gzip or identity)"),
        json.with("content-encoding", "gzip", "gzip")
            .fails(415, 3, "content-encoding: gzip, gzip (expected: gzip or identity)"),
        protobuf.answers(200, text),
        protobuf.with("content-type", "application/protobuf").answers(200, text),
        protobuf.with("accept", JSON).answers(200, answer),
        json.with("accept", PROTO).answers(200, text),
        protobuf.body(new byte[] {(byte) 0xFF}).answers(400, "…not a valid sluice.test.v1.Every"),
        post("/v1/echo/strings", "x")
            .with("content-type", PROTO)
            .fails(415, 3, "content-type: application/x-protobuf (expected: application/json)"),
        post("/v1/echo/strings", "x")
            .with("content-type", "text/plain")
            .fails(415, 3, "content-type: text/plain (expected: application/json)"));
  }

  static Stream<Case> headers() {
    Case echo = post("/v1/echo", "{}");
    return Stream.of(
        echo.with("grpc-metadata-a", "\u00e9")
            .fails(
                400,
                3,
                "header grpc-metadata-a (expected: printable ASCII; with a name that ends in -bin,"
                    + " base64)"),
        echo.with("grpc-metadata-a-bin", "AAA=").answers(200, "{}"),
        echo.with("grpc-metadata-a-bin", "AAA,_w")
            .fails(400, 3, "header grpc-metadata-a-bin (expected: base64)"),
        echo.with("grpc-metadata-a-bin", "!")
            .fails(400, 3, "header grpc-metadata-a-bin (expected: base64)"),
        echo.with("grpc-timeout", "10S").answers(200, "{}"),
        echo.with("grpc-timeout", "soon")
            .fails(
                400, 3, "grpc-timeout: soon (expected: 1 to 8 digits and one of H, M, S, m, u, n)"),
        post("/v1/echo", "{\"aString\":\"never\"}")
            .with("grpc-timeout", "5m")
            .fails(504, 4, "the deadline has passed"),
        echo.with("grpc-metadata-trailing", "1")
            .answers(200, "{}")
            .tells("grpc-trailer-cost", "7")
            .tells("trailer", Case.NONE)
            .tells("content-length", "2"),
        echo.with("grpc-metadata-trailing", "1")
            .with("te", "trailers")
            .answers(200, "{}")
            .tells("grpc-trailer-cost", Case.NONE)
            .tells("trailer", "grpc-trailer-cost")
            .tells("trailer grpc-trailer-cost", "7"),
        echo.with("te", "trailers").answers(200, "{}").tells("trailer", Case.NONE),
        send("HEAD", "/v1/echo", "")
            .with("grpc-metadata-trailing", "1")
            .with("te", "trailers")
            .answers(200, "")
            .tells("grpc-trailer-cost", "7"),
        post("/v1/fail", "{\"anInt32\":9,\"aString\":\"why\"}")
            .with("grpc-metadata-trailing", "1")
            .with("te", "trailers")
            .answers(400, "{\"code\":9,\"message\":\"why\"}")
            .tells("trailer grpc-trailer-cost", "7"),
        echo.with("authorization", "stranger")
            .answers(401, "{\"code\":16,\"message\":\"who are you?\"}"));
  }

  static Stream<Case> errors() {
    Map<Integer, Integer> statuses =
        Map.ofEntries(
            Map.entry(1, 499),
            Map.entry(2, 500),
            Map.entry(3, 400),
            Map.entry(4, 504),
            Map.entry(5, 404),
            Map.entry(6, 409),
            Map.entry(7, 403),
            Map.entry(8, 429),
            Map.entry(9, 400),
            Map.entry(10, 409),
            Map.entry(11, 400),
            Map.entry(12, 501),
            Map.entry(13, 500),
            Map.entry(14, 503),
            Map.entry(15, 500),
            Map.entry(16, 401));
    Stream<Case> each =
        statuses.entrySet().stream()
            .map(
                e ->
                    post("/v1/fail", "{\"anInt32\":" + e.getKey() + ",\"aString\":\"why\"}")
                        .answers(
                            e.getValue(), "{\"code\":" + e.getKey() + ",\"message\":\"why\"}"));
    Case fail = post("/v1/fail", "{\"anInt32\":9,\"aString\":\"why\"}");
    return Stream.concat(
        each,
        Stream.of(
            get("/v1/fail/5").answers(404, "{\"code\":5,\"message\":\"NOT_FOUND\"}"),
            post("/v1/echo", "{\"aString\":\"garbled\",\"timestamp\":\"2026-01-01T00:00:00Z\"}")
                .answers(500, "{\"code\":13,\"message\":\"the response cannot be written\"}"),
            post("/v1/fail", "{}")
                .with("x-request-id", "r-1")
                .answers(500, "{\"code\":13,\"message\":\"internal error (request r-1)\"}"),
            post("/v1/fail", "{\"anInt32\":3,\"aString\":\"\\r\\n\\u0001\"}")
                .answers(400, "{\"code\":3,\"message\":\"\\r\\n\\u0001\"}"),
            fail.with("grpc-metadata-detailed", "1")
                .answers(
                    400,
                    "{\"code\":9,\"message\":\"why\",\"details\":[{\"@type\":"
                        + "\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"TIRED\","
                        + "\"domain\":\"test\"}]}"),
            fail.with("grpc-metadata-detailed", "unknown")
                .answers(400, "{\"code\":9,\"message\":\"why\"}")));
  }

  static Stream<Case> negotiation() {
    Case echo = post("/v1/echo", "{\"aBool\":true}");
    String json = "{\"aBool\":true}";
    String proto = "h\u0001";
    return Stream.of(
        echo.with("accept", "*/*").answers(200, json),
        echo.with("accept", "").answers(200, json),
        echo.with("accept", "application/*;q=0.1").answers(200, json),
        echo.with("accept", "text/html, application/json;q=0.5").answers(200, json),
        echo.with("accept", "application/json;q=0.5, application/x-protobuf").answers(200, proto),
        echo.with("accept", "application/x-protobuf, */*").answers(200, proto),
        echo.with("accept", "text/html", "application/x-protobuf").answers(200, proto),
        echo.with("accept", "application/json;q=0.1", "text/html, application/x-protobuf;q=0.2")
            .answers(200, proto),
        echo.with("accept", "text/html", "text/css")
            .fails(
                406,
                3,
                "accept: text/html, text/css (expected: one that allows application/json or"
                    + " application/x-protobuf)"),
        echo.with("accept", "application/problem+json").answers(200, json),
        echo.with("accept", "text/html")
            .fails(
                406,
                3,
                "accept: text/html (expected: one that allows application/json or"
                    + " application/x-protobuf)"),
        echo.with("accept", "application/json;q=0")
            .fails(
                406,
                3,
                "accept: application/json;q=0 (expected: one that allows application/json or"
                    + " application/x-protobuf)"),
        echo.with("accept", "application/json;q=0, */*").answers(200, proto),
        post("/v1/echo/strings", "[]").with("accept", PROTO).answers(406, "…application/json)"),
        get("/nowhere")
            .with("accept", "application/problem+json, application/json")
            .answers(
                404,
                "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                    + "\"detail\":\"no such path: /nowhere\",\"code\":\"NOT_FOUND\"}"),
        get("/nowhere")
            .with("accept", "application/problem+json;q=0.5, */*")
            .answers(404, "{\"code\":5,\"message\":\"no such path: /nowhere\"}"),
        get("/v1/echo?nope=1")
            .with("accept", "application/problem+json")
            .answers(400, "…\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\""),
        post("/v1/fail", "{\"anInt32\":1}")
            .with("accept", "application/problem+json")
            .answers(499, "…\"title\":\"Client Closed Request\""));
  }
}
