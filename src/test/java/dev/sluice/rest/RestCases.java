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
            routes(), paths(), queries(), bodies(), types(), headers(), errors(), negotiation())
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
        get("/").answers(404, "…no such path: /"),
        get("/v1/echo/").answers(404, "…no such path"),
        get("/v1//echo").answers(404, "…no such path"),
        get("//v1/echo").answers(404, "…no such path"),
        get("/V1/echo").answers(404, "…no such path"),
        get("/v1/%65cho").answers(200, "{}"),
        get("/v1%2Fecho").answers(404, "…no such path"),
        get("/v1/echo%00").answers(404, "…%00"),
        send("PUT", "/v1/echo", "")
            .answers(405, "…method: PUT (expected: GET, HEAD, OPTIONS, POST)"),
        send("FOO", "/v1/echo", "").answers(405, "…method: FOO"),
        send("PUT", "/v1/fail", "x").answers(405, "…(expected: OPTIONS, POST)"),
        send("OPTIONS", "/v1/echo", "").answers(204, ""),
        send("OPTIONS", "/nowhere", "").answers(404, "…no such path"),
        send("HEAD", "/v1/echo", "").answers(200, ""),
        send("HEAD", "/v1/echo?nope=1", "").answers(400, ""),
        send("HEAD", "/v1/fail", "").answers(405, ""),
        get("/v1/shelves/1/things").answers(200, "{\"parent\":\"shelves/1\"}"),
        get("/v1/shelves/1/things:recent").answers(200, "{\"parent\":\"shelves/1\"}"),
        get("/v1/shelves/1/things:other").answers(404, "…things:other"),
        get("/v1/shelves/1/things%3Arecent").answers(404, "…no such path"),
        send("DELETE", "/v1/shelves/1", "").answers(200, "{}"),
        send("DELETE", "/v1/shelves/a:b", "").answers(200, "{}"),
        post("/v1/split", "{}").answers(501, "…\"code\":12"));
  }

  static Stream<Case> paths() {
    return Stream.of(
        get("/v1/echo/int/42").answers(200, "{\"anInt64\":\"42\"}"),
        get("/v1/echo/int/-9223372036854775808")
            .answers(200, "{\"anInt64\":\"-9223372036854775808\"}"),
        get("/v1/echo/int/9223372036854775808").answers(400, "…\"field\":\"an_int64\""),
        get("/v1/echo/int/abc").answers(400, "…an_int64: expected int64"),
        get("/v1/echo/int/%20").answers(400, "…an_int64"),
        get("/v1/echo/nested/a%2Fb/7").answers(200, "{\"nested\":{\"text\":\"a/b\",\"number\":7}}"),
        get("/v1/echo/nested/a+b/7").answers(200, "{\"nested\":{\"text\":\"a+b\",\"number\":7}}"),
        get("/v1/echo/nested/x/y").answers(400, "…\"field\":\"nested.number\""),
        get("/v1/echo/nested-only/hi").answers(200, "{\"text\":\"hi\"}"),
        get("/v1/echo/nested-only/%E2%82%AC").answers(200, "{\"text\":\"€\"}"),
        get("/v1/echo/nested-only/%").answers(400, "…percent-encoded UTF-8"),
        get("/v1/echo/nested-only/%4").answers(400, "…percent-encoded UTF-8"),
        get("/v1/echo/nested-only/%zz").answers(400, "…percent-encoded UTF-8"),
        get("/v1/echo/nested-only/%FF").answers(400, "…percent-encoded UTF-8"),
        get("/v1/echo/nested-only/%C0%80").answers(400, "…percent-encoded UTF-8"),
        get("/v1/echo/nested-only/%ED%A0%80").answers(400, "…percent-encoded UTF-8"),
        get("/v1/echo/nested-only/a%00b").answers(200, "{\"text\":\"a\\u0000b\"}"),
        get("/v1/echo/nested-only/a:b:c").answers(200, "{\"text\":\"a:b:c\"}"),
        get("/v1/echo/colour/COLOUR_CRIMSON").answers(200, "{\"colour\":\"COLOUR_RED\"}"),
        get("/v1/echo/colour/-2").answers(200, "{\"colour\":\"COLOUR_BLUE\"}"),
        get("/v1/echo/colour/99").answers(200, "{\"colour\":99}"),
        get("/v1/echo/colour/red").answers(400, "…\"field\":\"colour\""),
        get("/v1/echo/timestamp/2026-01-31T12:34:56.789Z")
            .answers(200, "{\"timestamp\":\"2026-01-31T12:34:56.789Z\"}"),
        get("/v1/echo/timestamp/yesterday").answers(400, "…RFC 3339"),
        get("/v1/files").answers(200, "{}"),
        get("/v1/files/a").answers(200, "{\"parent\":\"a\"}"),
        get("/v1/files/a/b%2Fc/%64").answers(200, "{\"parent\":\"a/b%2Fc/d\"}"),
        get("/v1/files/a/b%2fc").answers(200, "{\"parent\":\"a/b%2fc\"}"),
        get("/v1/files/a/").answers(404, "…no such path"),
        get("/v1/shelves/a%2Fb/things").answers(200, "{\"parent\":\"shelves/a%2Fb\"}"));
  }

  static Stream<Case> queries() {
    return Stream.of(
        get("/v1/echo?aString=a+b%2Bc").answers(200, "{\"aString\":\"a b+c\"}"),
        get("/v1/echo?a_string=x&anInt32=5").answers(200, "{\"anInt32\":5,\"aString\":\"x\"}"),
        get("/v1/echo?&&aString=x&").answers(200, "{\"aString\":\"x\"}"),
        get("/v1/echo?").answers(200, "{}"),
        get("/v1/echo?aString").answers(200, "{}"),
        get("/v1/echo?aString=a=b").answers(200, "{\"aString\":\"a=b\"}"),
        get("/v1/echo?a%5Fstring=x").answers(200, "{\"aString\":\"x\"}"),
        get("/v1/echo?nested.inner.number=3")
            .answers(200, "{\"nested\":{\"inner\":{\"number\":3}}}"),
        get("/v1/echo?numbers=1&numbers=2").answers(200, "{\"numbers\":[1,2]}"),
        get("/v1/echo?colours=1&colours=COLOUR_BLUE")
            .answers(200, "{\"colours\":[\"COLOUR_RED\",\"COLOUR_BLUE\"]}"),
        get("/v1/echo?boolWrapper=false&duration=1.5s&mask=aString,nested.text")
            .answers(
                200,
                "{\"duration\":\"1.500s\",\"mask\":\"aString,nested.text\",\"boolWrapper\":false}"),
        get("/v1/echo?newName=x").answers(200, "{\"newName\":\"x\"}"),
        get("/v1/echo?renamed=x").answers(200, "{\"newName\":\"x\"}"),
        get("/v1/echo?optionalInt32=0").answers(200, "{\"optionalInt32\":0}"),
        get("/v1/echo?aBytes=_-8").answers(200, "{\"aBytes\":\"/+8=\"}"),
        get("/v1/echo?anInt32=1&anInt32=2").answers(400, "…anInt32: given more than once"),
        get("/v1/echo?anInt32=1&an_int32=2").answers(400, "…an_int32: given more than once"),
        get("/v1/echo?anInt32=").answers(400, "…anInt32: expected int32"),
        get("/v1/echo?aBool=1").answers(400, "…true or false"),
        get("/v1/echo?nope=1")
            .answers(
                400,
                "{\"code\":3,\"message\":\"nope: unknown parameter\",\"details\":[{\"@type\":"
                    + "\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":"
                    + "[{\"field\":\"nope\",\"description\":\"unknown parameter\"}]}]}"),
        get("/v1/echo?nested.nope=1").answers(400, "…nested.nope: unknown parameter"),
        get("/v1/echo?nested..text=1").answers(400, "…unknown parameter"),
        get("/v1/echo?=1").answers(400, "…unknown parameter"),
        get("/v1/echo?timestamp.seconds=1").answers(400, "…timestamp.seconds: unknown parameter"),
        get("/v1/echo?nested=x").answers(400, "…nested: a message of type"),
        get("/v1/echo?labels=x").answers(400, "…labels: a map is given by its keys"),
        get("/v1/echo?labels.x=y").answers(400, "…labels.x"),
        get("/v1/echo?labels[a]=x&labels%5Bb%5D=y%26")
            .answers(200, "{\"labels\":{\"a\":\"x\",\"b\":\"y&\"}}"),
        get("/v1/echo?labels[]=x&labels[a[b]]=y&labels[a.b]=")
            .answers(200, "{\"labels\":{\"\":\"x\",\"a[b]\":\"y\",\"a.b\":\"\"}}"),
        get("/v1/echo?labels[a]=x&labels[a]=y").answers(400, "…labels[a]: given more than once"),
        get("/v1/echo?byUint64[01]=1").answers(400, "…byUint64[01]: expected uint64"),
        get("/v1/echo?by_bool[true]=COLOUR_RED&byBool[false]=-2").answers(200, "…\"byBool\":{"),
        get("/v1/echo?byBool[1]=COLOUR_RED").answers(400, "…byBool[1]: expected true or false"),
        get("/v1/echo?byBool[true]=red").answers(400, "…byBool[true]: expected"),
        get("/v1/echo?byNumber[3]={\"text\":\"x\"}".replace("{", "%7B").replace("\"", "%22"))
            .answers(200, "{\"byNumber\":{\"3\":{\"text\":\"x\"}}}"),
        get("/v1/echo?byNumber[3]=x").answers(400, "…byNumber[3]: malformed JSON"),
        get("/v1/echo?values[a]=1").answers(200, "{\"values\":{\"a\":1.0}}"),
        get("/v1/echo?labels[a=x").answers(400, "…labels[a: unknown parameter"),
        get("/v1/echo?labels]=x").answers(400, "…labels]: unknown parameter"),
        get("/v1/echo?numbers[]=1").answers(400, "…numbers[]: unknown parameter"),
        get("/v1/echo?nope[a]=1").answers(400, "…nope[a]: unknown parameter"),
        get("/v1/echo?nesteds=%7B%22number%22:1%7D&nesteds=%7B%7D")
            .answers(200, "{\"nesteds\":[{\"number\":1},{}]}"),
        get("/v1/echo?nesteds=%7B%22number%22:%22x%22%7D")
            .answers(400, "…nesteds: number: expected int32"),
        get("/v1/echo?nesteds=%7B%7D,%7B%7D")
            .answers(400, "…nesteds: expected the end of the JSON, got more"),
        get("/v1/echo?nesteds=null").answers(400, "…nesteds: expected an object"),
        get("/v1/echo?struct=%7B%22a%22:[1]%7D&value=null")
            .answers(200, "{\"struct\":{\"a\":[1.0]},\"value\":null}"),
        get("/v1/echo?value=x").answers(400, "…value: malformed JSON"),
        get("/v1/echo?timestamps=2026-01-01T00:00:00Z")
            .answers(200, "{\"timestamps\":[\"2026-01-01T00:00:00Z\"]}"),
        get("/v1/echo?choiceText=a&choiceNumber=1&$prettyPrint=true").answers(400, "…excludes"),
        get("/v1/echo?aString=a%3A%7B&labels[k]=,&numbers=1&numbers=2&nested.text=%22&$prettyPrint=true")
            .answers(
                200,
                """
                {
                  "aString": "a:{",
                  "nested": {
                    "text": "\\""
                  },
                  "numbers": [
                    1,
                    2
                  ],
                  "labels": {
                    "k": ","
                  }
                }\
                """),
        get("/v1/echo?%24prettyPrint").answers(200, "{}"),
        get("/v1/echo?anInt32=1&$prettyPrint=false").answers(200, "{\"anInt32\":1}"),
        get("/v1/echo?$prettyPrint=maybe").answers(400, "…$prettyPrint: expected true or false"),
        get("/v1/echo?prettyPrint=true").answers(400, "…prettyPrint: unknown parameter"),
        post("/v1/echo?$prettyPrint=true", "{\"nesteds\":[{}],\"numbers\":[]}")
            .answers(200, "{\n  \"nesteds\": [\n    {}\n  ]\n}"),
        post("/v1/echo?$prettyPrint=true", "").with("accept", PROTO).answers(200, ""),
        get("/v1/echo?choiceText=a&choiceNumber=1").answers(400, "…excludes choice_text"),
        get("/v1/echo?choiceNumber=1&choiceNested.text=a").answers(400, "…excludes choice_number"),
        get("/v1/echo?aString=%zz").answers(400, "…query or form: %zz"),
        get("/v1/echo?aString=%FF").answers(400, "…percent-encoded UTF-8"),
        get("/v1/echo?" + "nested.inner".repeat(50) + "=1").answers(400, "…unknown parameter"),
        get("/v1/echo/int/1?anInt64=2").answers(400, "…anInt64: the field is bound by the path"),
        post("/v1/echo?aString=x", "{}").answers(400, "…aString: unexpected parameter"),
        get("/v1/shelves/1/things?page.size=3&colours=1&since=2026-01-01T00:00:00Z&archived=true")
            .answers(
                200,
                "{\"parent\":\"shelves/1\",\"page\":{\"size\":3},\"colours\":[\"COLOUR_RED\"],"
                    + "\"since\":\"2026-01-01T00:00:00Z\",\"archived\":true}"),
        send("DELETE", "/v1/shelves/1?utm=1", "").answers(200, "{}"),
        send("DELETE", "/v1/shelves/1?page.size=x", "").answers(400, "…page.size"));
  }

  static Stream<Case> bodies() {
    return Stream.of(
        post("/v1/echo", "").answers(200, "{}"),
        post("/v1/echo", "{}").answers(200, "{}"),
        post("/v1/echo", "null").answers(400, "…body: "),
        post("/v1/echo", "[]").answers(400, "…body: "),
        post("/v1/echo", "\"x\"").answers(400, "…body: "),
        post("/v1/echo", "{\"nope\":1}").answers(400, "…\"field\":\"nope\""),
        post("/v1/echo", "{\"nested\":{\"number\":\"x\"}}").answers(400, "…nested.number: "),
        post("/v1/echo", "{\"aString\":\"x\"").answers(400, "…line 1"),
        post("/v1/echo", "{} {}").answers(400, "…\"code\":3"),
        post("/v1/echo", "{\"aString\":\"x\",\"aString\":\"y\"}").answers(400, "…aString"),
        post("/v1/echo", "name=world").answers(400, "…body: "),
        post("/v1/echo", "").body(new byte[] {'{', '"', (byte) 0xFF, '"'}).answers(400, "…body: "),
        post("/v1/echo", "[".repeat(5000)).answers(400, "…\"code\":3"),
        post("/v1/echo", "{\"nested\":{\"inner\":".repeat(30)).answers(400, "…\"code\":3"),
        post("/v1/echo", " ".repeat(RestServer.MAX_BODY + 1)).answers(413, "…\"code\":8"),
        post("/v1/echo", "{\"aString\":\"" + "x".repeat(100_000) + "\"}").answers(200, "…xxxx"),
        post("/v1/echo/in/p/nested", "{\"text\":\"t\"}")
            .answers(200, "{\"aString\":\"p\",\"nested\":{\"text\":\"t\"}}"),
        post("/v1/echo/in/p/nested?anInt32=3", "{}")
            .answers(200, "{\"anInt32\":3,\"aString\":\"p\",\"nested\":{}}"),
        post("/v1/echo/in/p/nested", "").answers(200, "{\"aString\":\"p\"}"),
        post("/v1/echo/in/p/nested", "{\"number\":\"x\"}").answers(400, "…nested.number"),
        post("/v1/echo/in/p/nested", "[1]").answers(400, "…\"field\":\"nested\""),
        post("/v1/echo/in/p/nested?nested.text=x", "{}").answers(400, "…bound by the body"),
        post("/v1/echo/strings", "[\"a\",\"b\"]").answers(200, "[\"a\",\"b\"]"),
        post("/v1/echo/strings", "").answers(200, "[]"),
        post("/v1/echo/strings", "[1]").answers(400, "…strings[0]"),
        post("/v1/echo/text", "\"hi\"").answers(200, "\"hi\""),
        send(
                "PATCH",
                "/v1/shelves/1/things/2?updateMask=aString&validateOnly=true",
                "{\"aString\":\"x\"}")
            .answers(
                200,
                "{\"name\":\"shelves/1/things/2\",\"thing\":{\"aString\":\"x\"},"
                    + "\"updateMask\":\"aString\",\"validateOnly\":true}"),
        send("DELETE", "/v1/shelves/1", "{}").answers(400, "…takes no body"),
        send("GET", "/v1/echo", "x").answers(400, "…takes no body"));
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
            .answers(415, "…charset=utf-8"),
        json.with("content-type", "text/plain").answers(415, "…(expected: application/json or"),
        json.with("content-type", "multipart/form-data; boundary=x")
            .answers(400, "…the body is not valid multipart/form-data"),
        json.with("content-type", "multipart/mixed; boundary=x").answers(415, "…\"code\":3"),
        json.with("content-type", "application/octet-stream").answers(415, "…octet-stream"),
        json.with("content-type", "+json").answers(415, "…+json"),
        post("/v1/echo", "").with("content-type", "text/plain").answers(200, "{}"),
        json.with("content-encoding", "identity").answers(200, answer),
        json.with("content-encoding", "gzip").answers(400, "…the body is not valid gzip"),
        json.with("content-encoding", "br").answers(415, "…content-encoding: br (expected: gzip"),
        json.with("content-encoding", "gzip, gzip").answers(415, "…content-encoding: gzip, gzip"),
        protobuf.answers(200, text),
        protobuf.with("content-type", "application/protobuf").answers(200, text),
        protobuf.with("accept", JSON).answers(200, answer),
        json.with("accept", PROTO).answers(200, text),
        protobuf.body(new byte[] {(byte) 0xFF}).answers(400, "…not a valid sluice.test.v1.Every"),
        post("/v1/echo/strings", "x")
            .with("content-type", PROTO)
            .answers(415, "…application/json"));
  }

  static Stream<Case> headers() {
    Case echo = post("/v1/echo", "{}");
    return Stream.of(
        echo.with("grpc-metadata-a", "\u00e9").answers(400, "…header grpc-metadata-a"),
        echo.with("grpc-metadata-a-bin", "AAA=").answers(200, "{}"),
        echo.with("grpc-metadata-a-bin", "AAA,_w").answers(400, "…base64"),
        echo.with("grpc-metadata-a-bin", "!").answers(400, "…base64"),
        echo.with("grpc-timeout", "10S").answers(200, "{}"),
        echo.with("grpc-timeout", "soon").answers(400, "…grpc-timeout: soon"),
        post("/v1/echo", "{\"aString\":\"never\"}")
            .with("grpc-timeout", "5m")
            .answers(504, "…\"code\":4"),
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
        echo.with("accept", "application/problem+json").answers(200, json),
        echo.with("accept", "text/html").answers(406, "…accept: text/html (expected"),
        echo.with("accept", "application/json;q=0").answers(406, "…\"code\":3"),
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
