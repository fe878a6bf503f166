package dev.sluice.rest;

import static dev.sluice.rest.Delimited.text;
import static dev.sluice.rest.StreamService.number;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.rpc.Status;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.Everything.Nested;
import java.util.List;
import java.util.stream.Stream;

/** Requests of streams in protobuf and the whole of their answers. */
final class ProtobufStreamCases {

  /** Operations whose bodies and answers are fields, and whose paths have fields. */
  static final String CONTRACT =
      """
      openapi: 3.1.0
      paths:
        /v1/split:
          post:
            operationId: split
            x-grpc-method: sluice.test.v1.EverythingService/Split
            x-grpc-body: '*'
            x-grpc-streaming: server
            responses:
              '200':
                description: Messages.
                content: {application/x-protobuf: {schema: {type: string, format: binary}}}
        /v1/split/nested:
          post:
            operationId: splitNested
            x-grpc-method: sluice.test.v1.EverythingService/Split
            x-grpc-body: '*'
            x-grpc-response-body: nested
            x-grpc-streaming: server
        /v1/split/numbers:
          post:
            operationId: splitNumbers
            x-grpc-method: sluice.test.v1.EverythingService/Split
            x-grpc-body: '*'
            x-grpc-response-body: numbers
            x-grpc-streaming: server
        /v1/join:
          post:
            operationId: join
            x-grpc-method: sluice.test.v1.EverythingService/Join
            x-grpc-body: '*'
            x-grpc-streaming: client
            requestBody:
              content: {application/x-protobuf: {schema: {type: string, format: binary}}}
        /v1/join/bare:
          post:
            operationId: joinBare
            x-grpc-method: sluice.test.v1.EverythingService/Join
            x-grpc-streaming: client
        /v1/join/strings:
          post:
            operationId: joinStrings
            x-grpc-method: sluice.test.v1.EverythingService/Join
            x-grpc-body: strings
            x-grpc-streaming: client
        /v1/chat:
          post:
            operationId: chat
            x-grpc-method: sluice.test.v1.EverythingService/Chat
            x-grpc-body: '*'
            x-grpc-streaming: bidi
        /v1/chat/{aString}:
          post:
            operationId: chatNested
            x-grpc-method: sluice.test.v1.EverythingService/Chat
            x-grpc-body: nested
            x-grpc-streaming: bidi
        /v1/chat/{aString}/nested:
          post:
            operationId: chatNestedBack
            x-grpc-method: sluice.test.v1.EverythingService/Chat
            x-grpc-body: nested
            x-grpc-response-body: nested
            x-grpc-streaming: bidi
      """;

  private static final String PROTO = Delimited.TYPE;
  private static final String LINES = "application/x-ndjson";
  private static final Everything ONE = number(1);
  private static final Everything TWO = number(2);

  private ProtobufStreamCases() {}

  static Stream<Case> all() {
    return Stream.of(answers(), negotiation(), requests(), faults(), fields())
        .flatMap(each -> each);
  }

  private static Case split(String body) {
    return Case.post("/v1/split", body).with("accept", PROTO);
  }

  private static Case send(String uri, byte[] body) {
    return Case.send("POST", uri, "").body(body).with("content-type", PROTO);
  }

  private static Case join(Everything... messages) {
    return send("/v1/join", Delimited.bytes(List.of(messages))).with("accept", "application/json");
  }

  private static Case join(int... bytes) {
    byte[] body = new byte[bytes.length];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) bytes[i];
    }
    return send("/v1/join", body).with("accept", "application/json");
  }

  private static String status(int code, String message) {
    return Status.newBuilder()
        .setCode(code)
        .setMessage(message)
        .build()
        .toByteString()
        .toString(UTF_8);
  }

  private static Stream<Case> answers() {
    String late = "{\"aString\":\"fail\"}";
    return Stream.of(
        split("{\"numbers\":[1,2]}").answers(200, text(ONE, TWO)).tells("content-type", PROTO),
        split("{\"numbers\":[0]}").answers(200, text(number(0))),
        split("{}").answers(200, "").tells("content-type", PROTO),
        split("{\"numbers\":[1],\"aString\":\"last\"}").answers(200, text(ONE, number(99))),
        split("{\"aString\":\"last\"}").answers(200, text(number(99))),
        split("{\"numbers\":[1]}")
            .with("accept", "application/protobuf")
            .answers(200, text(ONE))
            .tells("content-type", "application/protobuf")
            .tells("x-accel-buffering", "no"),
        split("{\"numbers\":[1],\"aString\":\"trailers\"}")
            .answers(200, text(ONE))
            .tells("trailer grpc-trailer-cost", Case.NONE),
        split("{\"aString\":\"trailers\"}").answers(200, "").tells("grpc-trailer-cost", "7"),
        split(late).answers(409, status(10, "told to, \"really\"")).tells("content-type", PROTO),
        split(late)
            .with("accept", PROTO + ", application/problem+json")
            .answers(409, "…\"title\":\"Conflict\",\"status\":409"),
        split("{\"aString\":\"hang\"}")
            .with("grpc-timeout", "50m")
            .answers(504, status(4, "the deadline has passed")),
        split("{\"x\":1}").answers(400, "…x: unknown field").tells("content-type", PROTO),
        split("[]").answers(400, "…expected an object").tells("content-type", PROTO));
  }

  private static Stream<Case> negotiation() {
    byte[] body = Everything.newBuilder().addNumbers(1).build().toByteArray();
    String lines = "{\"anInt32\":1}\n";
    Case sent = send("/v1/split", body);
    String json = "{\"numbers\":[1]}";
    return Stream.of(
        sent.answers(200, text(ONE)).tells("content-type", PROTO),
        sent.with("accept", "*/*").answers(200, text(ONE)),
        sent.with("accept", LINES).answers(200, lines),
        sent.with("content-type", "application/protobuf")
            .answers(200, text(ONE))
            .tells("content-type", "application/protobuf"),
        split(json).with("accept", LINES + ";q=0.5, " + PROTO).answers(200, text(ONE)),
        split(json).with("accept", LINES + ", " + PROTO + ";q=0.5").answers(200, lines),
        split(json).with("accept", PROTO + ";q=0, */*").answers(200, "[{\"anInt32\":1}]"),
        split(json).with("accept", "application/json;q=0, */*").answers(200, lines),
        split(json)
            .with("accept", "application/json;q=0, " + LINES + ";q=0, application/*;q=0.1")
            .answers(200, lines)
            .tells("content-type", "application/ndjson"),
        split(json).with("accept", PROTO + ";q=0").answers(406, "…accept"),
        Case.post("/v1/split/numbers", json)
            .with("accept", PROTO)
            .answers(
                406,
                "…(expected: one that allows application/json, application/x-ndjson or"
                    + " text/event-stream)"),
        Case.post("/v1/split/numbers", "{}").with("accept", "text/html").answers(406, "…accept"),
        send("/v1/split/numbers", body).answers(200, "[[]]"),
        join(ONE).with("content-type", "text/event-stream").answers(415, "…application/x-ndjson"),
        join(ONE)
            .with("content-type", "text/csv")
            .answers(
                415,
                "…(expected: application/json, application/x-ndjson, application/x-protobuf or a form)"),
        join(ONE)
            .with("content-type", PROTO + ";charset=latin1")
            .answers(415, "…(expected: charset=utf-8)"),
        send("/v1/join/strings", Delimited.bytes(List.of(ONE)))
            .answers(415, "…(expected: application/json or application/x-ndjson)"));
  }

  private static Stream<Case> requests() {
    Everything say = Everything.newBuilder().setAString("x".repeat(300)).build();
    Case chat = send("/v1/chat", Delimited.bytes(List.of(ONE, TWO)));
    return Stream.of(
        join(new Everything[0]).answers(200, "{}"),
        join(ONE).answers(200, "{\"numbers\":[1]}"),
        join(ONE, TWO, number(0)).answers(200, "{\"numbers\":[1,2,0]}"),
        join(0, 0, 0).answers(200, "{\"numbers\":[0,0,0]}"),
        join(0x82, 0x80, 0x80, 0x80, 0, 0x18, 1).answers(200, "{\"numbers\":[1]}"),
        join(ONE, say).answers(200, "{\"aString\":\"" + "x".repeat(300) + "\",\"numbers\":[1,0]}"),
        join(ONE).with("content-type", "Application/Protobuf").answers(200, "{\"numbers\":[1]}"),
        join(new Everything[0]).with("accept", PROTO).answers(200, ""),
        join(Everything.newBuilder().setAString("fail").build()).answers(409, "…told to"),
        chat.answers(200, text(ONE, TWO)).tells("content-type", PROTO),
        chat.with("accept", LINES).answers(200, "{\"anInt32\":1}\n{\"anInt32\":2}\n"),
        chat.with("accept", "text/event-stream").answers(200, "…id: 2\n"),
        Case.post("/v1/chat", "[{\"anInt32\":1},{\"anInt32\":2}]")
            .with("accept", PROTO)
            .answers(200, text(ONE, TWO)),
        Case.post("/v1/chat", "[]").with("accept", PROTO).answers(200, ""));
  }

  private static Stream<Case> faults() {
    byte[] tooLarge = new byte[RestServer.MAX_BODY + 10];
    tooLarge[1] = (byte) 0xC1;
    tooLarge[2] = (byte) 0x9A;
    tooLarge[3] = 0x0C;
    return Stream.of(
        faulty(join(2, 0x18), "element 0: the body ends within the message"),
        faulty(join(0, 2, 0x18), "element 1: the body ends within the message"),
        faulty(join(0, 2), "element 1: the body ends within the message"),
        faulty(join(0, 0, 0x80), "element 2: the body ends within the length"),
        faulty(
            join(0, 0x80, 0x80, 0x80, 0x80, 0x80, 0),
            "element 1: expected a length, which is a varint of at most 5 bytes"),
        faulty(
            join(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1),
            "element 0: expected a length, which is a varint of at most 5 bytes"),
        faulty(
            join(0, 2, 0x18, 0x80), "element 1: the body is not a valid sluice.test.v1.Everything"),
        faulty(join(0, 1, 7), "element 1: the body is not a valid sluice.test.v1.Everything"),
        faulty(join(2, 0x72, 5, 2), "element 0: the body is not a valid sluice.test.v1.Everything"),
        join(0, 1, 7).answers(400, "…\"field\":\"[1]\""),
        join('{', '}').answers(400, "…element 0: the body ends within the message"),
        send("/v1/join", tooLarge)
            .with("accept", "application/json")
            .answers(413, "…element 1: the message is larger than the 200000 bytes"),
        join(0xFF, 0xFF, 0xFF, 0xFF, 7).answers(413, "…element 0: the message is larger"),
        join(0xFF, 0xFF, 0xFF, 0xFF, 0x7F).answers(413, "…element 0: the message is larger"),
        join(0, 1, 7).without("accept").answers(400, "…element 1").tells("content-type", PROTO),
        send("/v1/join?anInt32=1", Delimited.bytes(List.of(ONE)))
            .answers(400, "…anInt32: unexpected parameter"),
        send("/v1/join/bare", Delimited.bytes(List.of(ONE)))
            .answers(400, "…the operation takes no body"));
  }

  private static Case faulty(Case each, String message) {
    return each.answers(400, "…\"message\":\"" + message + "\"");
  }

  /** Bodies that are a field, with others of the path and the query. */
  private static Stream<Case> fields() {
    Nested a = Nested.newBuilder().setText("a").build();
    Nested b = Nested.newBuilder().setNumber(2).build();
    byte[] both = Delimited.bytes(List.of(a, b));
    Everything.Builder bound = Everything.newBuilder().setAString("p").setAnInt32(7);
    return Stream.of(
        send("/v1/chat/p?anInt32=7", both)
            .answers(200, text(bound.setNested(a).build(), bound.setNested(b).build())),
        send("/v1/chat/p", new byte[] {0})
            .answers(200, text(Everything.newBuilder().setAString("p").build())),
        send("/v1/chat/p/nested", both).answers(200, text(a, b)),
        send("/v1/chat/p/nested", both)
            .with("accept", LINES)
            .answers(200, "{\"text\":\"a\"}\n{\"number\":2}\n"),
        send("/v1/chat/p?anInt32=x", both).answers(400, "…anInt32: expected int32"),
        send("/v1/chat/p", new byte[] {1, 7})
            .answers(400, "…element 0: the body is not a valid sluice.test.v1.Everything.Nested"),
        Case.post("/v1/split/nested", "{\"numbers\":[1,2]}")
            .with("accept", PROTO)
            .answers(200, "\0\0"));
  }
}
