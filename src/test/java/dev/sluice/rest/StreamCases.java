package dev.sluice.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Stream;

/** Requests of streams and the whole of their answers. */
final class StreamCases {

  private static final String ARRAY = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String EVENTS = "text/event-stream";
  private static final String ABORTED = "{\"code\":10,\"message\":\"told to, \\\"really\\\"\"}";
  private static final String UNWRITABLE =
      "{\"code\":13,\"message\":\"the response cannot be written\"}";

  private StreamCases() {}

  static Stream<Case> all() {
    return Stream.of(
            outputs(),
            faults(),
            negotiation(),
            lines(),
            arrays(),
            values(),
            forms(),
            elementFaults(),
            chats())
        .flatMap(each -> each);
  }

  private static Case split(String accept, String body) {
    return Case.post("/v1/split", body).with("accept", accept);
  }

  private static Stream<Case> outputs() {
    String some = "{\"numbers\":[1,2]}";
    String none = "{}";
    String last = "{\"numbers\":[1],\"aString\":\"last\"}";
    String one = "{\"numbers\":[1]}";
    return Stream.of(
        split(ARRAY, some).answers(200, "[{\"anInt32\":1},\n{\"anInt32\":2}]"),
        split(ARRAY, one).answers(200, "[{\"anInt32\":1}]"),
        split(ARRAY, none).answers(200, "[]"),
        split(ARRAY, last).answers(200, "[{\"anInt32\":1},\n{\"anInt32\":99}]"),
        split(ARRAY, "{\"aString\":\"last\"}").answers(200, "[{\"anInt32\":99}]"),
        split(LINES, some).answers(200, "{\"anInt32\":1}\n{\"anInt32\":2}\n"),
        split(LINES, none).answers(200, ""),
        split(LINES, last).answers(200, "{\"anInt32\":1}\n{\"anInt32\":99}\n"),
        split(EVENTS, some)
            .answers(
                200,
                """
                id: 1
                data: {"anInt32":1}

                id: 2
                data: {"anInt32":2}

                event: end
                data:

                """),
        split(EVENTS, none).answers(200, "event: end\ndata:\n\n"));
  }

  /** Errors: before the first message an answer of their own, after it the last element. */
  private static Stream<Case> faults() {
    String first = "{\"aString\":\"fail\"}";
    String late = "{\"numbers\":[1],\"aString\":\"fail\"}";
    String head = "{\"aString\":\"head\"}";
    String unwritable = "{\"numbers\":[1],\"aString\":\"unwritable\"}";
    return Stream.of(
        split(ARRAY, first).answers(409, ABORTED),
        split(LINES, first).answers(409, ABORTED),
        split(EVENTS, first).answers(409, ABORTED),
        split(LINES + ", application/problem+json", first)
            .answers(409, "…\"title\":\"Conflict\",\"status\":409"),
        split(ARRAY, late).answers(200, "[{\"anInt32\":1},\n{\"error\":" + ABORTED + "}]"),
        split(LINES, late).answers(200, "{\"anInt32\":1}\n{\"error\":" + ABORTED + "}\n"),
        split(EVENTS, late)
            .answers(
                200, "id: 1\ndata: {\"anInt32\":1}\n\nevent: error\ndata: " + ABORTED + "\n\n"),
        split(ARRAY, head).answers(200, "[{\"error\":" + ABORTED + "}]"),
        split(LINES, head).answers(200, "{\"error\":" + ABORTED + "}\n"),
        split(EVENTS, head).answers(200, "event: error\ndata: " + ABORTED + "\n\n"),
        split(LINES, unwritable).answers(200, "{\"anInt32\":1}\n{\"error\":" + UNWRITABLE + "}\n"),
        split(LINES, "{\"aString\":\"unwritable\"}").answers(500, UNWRITABLE),
        split(LINES, "{\"numbers\":[1],\"aString\":\"hang\"}")
            .with("grpc-timeout", "1S")
            .answers(
                200,
                "{\"anInt32\":1}\n{\"error\":{\"code\":4,\"message\":\"the deadline has passed\"}}\n"),
        split(EVENTS, "{\"aString\":\"hang\"}")
            .with("grpc-timeout", "50m")
            .answers(504, "{\"code\":4,\"message\":\"the deadline has passed\"}"),
        split(LINES, "{\"numbers\":[\"x\"]}").answers(400, "…\"field\":\"numbers[0]\""),
        split(LINES, "{\"x\":1}").answers(400, "…\"field\":\"x\""));
  }

  private static Stream<Case> negotiation() {
    String lines = "{\"anInt32\":1}\n";
    String array = "[{\"anInt32\":1}]";
    String body = "{\"numbers\":[1]}";
    Case plain = Case.post("/v1/split", body);
    return Stream.of(
        plain.answers(200, array),
        split("*/*", body).answers(200, array),
        split("application/*", body).answers(200, array),
        split("text/*", body).answers(200, "…id: 1\n"),
        split("text/html, application/xml;q=0.9, */*;q=0.8", body).answers(200, array),
        split("application/json;q=0.5, application/x-ndjson", body).answers(200, lines),
        split("application/x-ndjson;q=0.4, application/json;q=0.5", body).answers(200, array),
        split("application/jsonl", body).answers(200, lines),
        split("Application/NDJSON", body).answers(200, lines),
        split("application/json;q=0, */*", body).answers(200, lines),
        split("text/html", body)
            .answers(
                406,
                "…(expected: one that allows application/json, application/x-ndjson,"
                    + " text/event-stream or application/x-protobuf)"),
        split("text/event-stream;q=0", body).answers(406, "…accept"),
        Case.post("/v1/join", "{}").with("accept", "application/x-ndjson").answers(406, "…accept"),
        Case.post("/v1/echo", "{}").with("accept", "text/event-stream").answers(406, "…accept"),
        Case.post("/v1/echo", "{}")
            .with("content-type", "application/x-ndjson")
            .answers(415, "…application/x-protobuf"),
        Case.post("/v1/join", "{}")
            .with("content-type", "application/x-ndjson;charset=latin1")
            .answers(415, "…charset=utf-8"),
        Case.post("/v1/chat", "{}").with("content-type", "text/csv").answers(415, "…text/csv"));
  }

  private static Case lines(String body) {
    return Case.send("POST", "/v1/join", body).with("content-type", "application/x-ndjson");
  }

  private static Case json(String body) {
    return Case.post("/v1/join", body);
  }

  private static Stream<Case> lines() {
    return Stream.of(
        lines("").answers(200, "{}"),
        lines("\n\r\n  \n").answers(200, "{}"),
        lines("{\"anInt32\":1}\n{\"anInt32\":2}\n").answers(200, "{\"numbers\":[1,2]}"),
        lines("{\"anInt32\":1}\n{\"anInt32\":2}").answers(200, "{\"numbers\":[1,2]}"),
        lines("\n{\"anInt32\":1}\r\n\r\n \t{\"anInt32\":2} \r\n\n")
            .answers(200, "{\"numbers\":[1,2]}"),
        lines("{}\n").with("content-type", "application/jsonl").answers(200, "{\"numbers\":[0]}"),
        lines("{}\n")
            .with("content-type", "Application/NDJSON; charset=UTF-8")
            .answers(200, "{\"numbers\":[0]}"),
        lines("{\"aString\":\"\\\"}{[\\u000a\\\\\"}")
            .answers(200, "{\"aString\":\"\\\"}{[\\n\\\\\",\"numbers\":[0]}"),
        lines("{\"aString\":\"fail\"}\n{\"x\":1}\n").answers(409, "…told to"),
        lines("{}\n").with("accept", "application/x-protobuf").answers(200, "…"));
  }

  private static Stream<Case> arrays() {
    return Stream.of(
        json("").answers(200, "{}"),
        json("[]").answers(200, "{}"),
        json(" [ ] ").answers(200, "{}"),
        json("[{\"anInt32\":1},{\"anInt32\":2}]").answers(200, "{\"numbers\":[1,2]}"),
        json("\n[\n  {\"anInt32\":\n1}\n,\n{\"anInt32\":2}\t]\r\n ")
            .answers(200, "{\"numbers\":[1,2]}"),
        json("[{\"aString\":\"\\\"]},\"}]")
            .answers(200, "{\"aString\":\"\\\"]},\",\"numbers\":[0]}"),
        json("[{\"nested\":{\"words\":[\"]\",\"}\"]}, \"anInt32\":3}]")
            .answers(200, "{\"numbers\":[3]}"),
        json("[{\"anInt32\":1}]").without("content-type").answers(200, "{\"numbers\":[1]}"),
        json("[{\"anInt32\":1}]")
            .with("content-type", "application/x-www-form-urlencoded")
            .answers(200, "{\"numbers\":[1]}"),
        json("[{}]")
            .with("content-type", "application/vnd.x+json")
            .answers(200, "{\"numbers\":[0]}"));
  }

  private static Stream<Case> values() {
    return Stream.of(
        json("{\"anInt32\":1}").answers(200, "{\"numbers\":[1]}"),
        json("{\"anInt32\":1}{\"anInt32\":2}").answers(200, "{\"numbers\":[1,2]}"),
        json("{\"anInt32\":1}\n {\n\"anInt32\":2\n}\n").answers(200, "{\"numbers\":[1,2]}"),
        json("{\"anInt32\":1}\n{\"anInt32\":2}")
            .with("content-type", "application/x-www-form-urlencoded")
            .answers(200, "{\"numbers\":[1,2]}"));
  }

  /** A form is a stream of one message; what is sent as one may be JSON. */
  private static Stream<Case> forms() {
    String type = "application/x-www-form-urlencoded";
    Case join = Case.send("POST", "/v1/join", "").with("content-type", type);
    Case parts = join.with("content-type", "multipart/form-data; boundary=b");
    String part = "--b\r\nContent-Disposition: form-data; name=\"anInt32\"\r\n\r\n%s\r\n";
    return Stream.of(
        form(join, "anInt32=7&aString=a+b%3D")
            .answers(200, "{\"aString\":\"a b=\",\"numbers\":[7]}"),
        form(join, "nested.text=%7B&numbers=1&numbers=2").answers(200, "{\"numbers\":[0]}"),
        form(join, "anInt32=x").answers(400, "…element 0: anInt32: expected"),
        form(join, "nope=1").answers(400, "…element 0: nope: unknown parameter"),
        form(join, "aString=%zz").answers(400, "…element 0: aString: expected percent-encoded"),
        form(join, "anInt32").answers(400, "…element 0: body: malformed JSON"),
        form(join, "[anInt32=1]").answers(400, "…element 0: body: malformed JSON"),
        form(join, " \n[{\"aString\":\"a=b\"}]")
            .answers(200, "{\"aString\":\"a=b\",\"numbers\":[0]}"),
        form(join, "\"a=b\"").answers(400, "…element 0: body: expected an object"),
        form(join, "aString=" + "x".repeat(RestServer.MAX_BODY)).answers(413, "…element 0"),
        form(join, "anInt32=7").with("content-type", type + ";charset=latin1").answers(415, "…"),
        form(join, "").answers(200, "{}"),
        form(parts, String.format(part, 7) + "--b--\r\n").answers(200, "{\"numbers\":[7]}"),
        form(parts, "--b--\r\n").answers(200, "{\"numbers\":[0]}"),
        form(parts, "{\r\n" + String.format(part, 7) + "--b--").answers(200, "{\"numbers\":[7]}"),
        form(parts, "").answers(200, "{}"),
        form(parts, " ").answers(400, "…element 0: the body is not valid multipart/form-data"),
        form(parts, String.format(part, "x") + "--b--\r\n")
            .answers(400, "…element 0: anInt32: expected"),
        form(parts, String.format(part, 7)).answers(400, "…element 0: the body is not valid"),
        form(parts, String.format(part, "7".repeat(RestServer.MAX_BODY)))
            .answers(413, "…element 0"),
        form(join, "anInt32=7").uri("/v1/chat").answers(200, "[{\"anInt32\":7}]"),
        form(parts, String.format(part, 7) + "--b--\r\n")
            .uri("/v1/chat")
            .with("accept", LINES)
            .answers(200, "{\"anInt32\":7}\n"));
  }

  private static Case form(Case each, String body) {
    return each.body(body.getBytes(UTF_8));
  }

  private static Case faulty(Case each, String message) {
    return each.answers(400, "…\"message\":\"" + message);
  }

  private static Stream<Case> elementFaults() {
    String big = "{\"aString\":\"" + "x".repeat(RestServer.MAX_BODY) + "\"}";
    return Stream.of(
        faulty(
            lines("{}\n{\"numbers\":[1,\"x\"]}\n"),
            "element 1: numbers[1]: expected int32, got \\\"x\\\" (line 1, column 15)"),
        lines("{}\n{\"numbers\":[1,\"x\"]}\n").answers(400, "…\"field\":\"[1].numbers[1]\""),
        lines("{}\n{\"x\":1}\n").answers(400, "…\"field\":\"[1].x\""),
        lines("{}\n[]\n").answers(400, "…\"field\":\"[1]\""),
        faulty(lines("{}\n{}\n{\"anInt32\":1\n{}\n"), "element 2: "),
        faulty(lines("{}{}\n"), "element 0: "),
        faulty(lines("{}\nnull\n"), "element 1: "),
        faulty(lines("[{}]\n"), "element 0: "),
        faulty(lines("").body(bom("{}\n")), "element 0: expected a value, got a byte order mark"),
        faulty(json("[{},]"), "element 1: expected a value, got ]"),
        faulty(json("[,{}]"), "element 0: expected a value, got ,"),
        faulty(json("[{},,{}]"), "element 1: expected a value, got ,"),
        faulty(json("[{} {}]"), "element 1: expected a comma or the end of the array, got {"),
        faulty(
            json("[{}"),
            "element 1: expected a comma or the end of the array, got the end of the body"),
        faulty(json("[{},"), "element 1: expected a value, got the end of the body"),
        faulty(json("["), "element 0: expected a value, got the end of the body"),
        faulty(json("[{},{\"anInt32\":1"), "element 1: the body ends within the message"),
        faulty(json("[{},{\"aString\":\"\\\\"), "element 1: the body ends within the message"),
        faulty(json("[{}]]"), "element 1: expected the end of the body, got ]"),
        faulty(json("[{}]{}"), "element 1: expected the end of the body, got {"),
        faulty(json("[{}] \u0001"), "element 1: expected the end of the body, got the byte 0x01"),
        faulty(json("[1]"), "element 0: "),
        faulty(json("[{},tru]"), "element 1: "),
        faulty(json("[{},nul"), "element 1: "),
        faulty(json("[}]"), "element 0: "),
        faulty(json("[{]]"), "element 0: "),
        faulty(json("{},{}"), "element 1: "),
        faulty(json("{} x"), "element 1: "),
        faulty(json("").body(bom("[{}]")), "element 0: expected a value, got a byte order mark"),
        faulty(json("[{},").body(notUtf8()), "element 1: "),
        lines("{}\n" + big).answers(413, "…element 1: the message is larger than the 200000 bytes"),
        json("[{}, " + big + "]").answers(413, "…\"code\":8"),
        json("[1" + "1".repeat(RestServer.MAX_BODY) + "]").answers(413, "…element 0"),
        Case.post("/v1/join?anInt32=1", "[]")
            .answers(400, "…{\"code\":3,\"message\":\"anInt32: unexpected"));
  }

  private static byte[] notUtf8() {
    return "[{},{\"aString\":\"\u00ff\"}]".getBytes(ISO_8859_1);
  }

  private static byte[] bom(String rest) {
    return ("\uFEFF" + rest).getBytes(UTF_8);
  }

  private static Stream<Case> chats() {
    Case ndjson =
        Case.post("/v1/chat", "{\"anInt32\":1}\n{\"anInt32\":2}\n")
            .with("content-type", "application/x-ndjson");
    Case array = Case.post("/v1/chat", "[{\"anInt32\":1},{\"anInt32\":2}]");
    String lines = "{\"anInt32\":1}\n{\"anInt32\":2}\n";
    return Stream.of(
        ndjson.answers(200, lines),
        ndjson.with("accept", "*/*").answers(200, lines),
        ndjson.with("accept", ARRAY).answers(200, "[{\"anInt32\":1},\n{\"anInt32\":2}]"),
        ndjson.with("accept", EVENTS).answers(200, "…id: 2\n"),
        array.answers(200, "[{\"anInt32\":1},\n{\"anInt32\":2}]"),
        array.with("accept", LINES).answers(200, lines),
        Case.post("/v1/chat", "[]").answers(200, "[]"),
        Case.post("/v1/chat", "[{},{\"numbers\":[1e9,\"x\"]}]")
            .answers(
                200,
                "…[{},\n{\"error\":{\"code\":3,\"message\":\"element 1: numbers[1]: expected int32,"),
        Case.post("/v1/chat", "[x]").answers(400, "…element 0"));
  }
}
