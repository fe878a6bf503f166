package dev.sluice.attack;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.test.v1.Bit;
import dev.sluice.test.v1.CreateBitRequest;
import dev.sluice.test.v1.Everything;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages that hold any message, or any JSON, to a server that sends back what it gets. */
final class NestedAttacks {

  private static final String TYPE = "type.googleapis.com/";
  private static final String ANY = "{\"@type\":\"" + TYPE + "google.protobuf.Any\",\"value\":";
  private static final String EMPTY = "{\"@type\":\"" + TYPE + "google.protobuf.Empty\"}";

  private final List<Attack> all = new ArrayList<>();

  private NestedAttacks() {}

  static List<Attack> all() {
    NestedAttacks attacks = new NestedAttacks();
    attacks.anys();
    attacks.types();
    attacks.values();
    attacks.messages();
    attacks.binary();
    return attacks.all;
  }

  private static String nested(String open, int times, String inner, String close) {
    return open.repeat(times) + inner + close.repeat(times);
  }

  private void json(String name, String everything, String answer) {
    String json = "{\"parent\":\"shelves/1\",\"bit\":{\"title\":\"x\",\"everything\":" + everything;
    send("JSON: " + name, "application/json", ascii(json + "}}"), answer);
  }

  private void any(String name, String any, String answer) {
    json("an Any " + name, "{\"any\":" + any + "}", answer);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void send(String name, String type, byte[] body, String answer) {
    String head =
        "POST /v1/bits HTTP/1.1\r\nHost: x\r\nContent-Type: "
            + type
            + "\r\nAccept: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    all.add(
        new Attack(
            name, "", port -> Http1Exchange.run(port, TlsHello.join(ascii(head), body)), answer));
  }

  private void anys() {
    any("in an Any, ten times", nested(ANY, 10, EMPTY, "}"), "201 open");
    any("in an Any, 200 times", nested(ANY, 200, EMPTY, "}"), "400 open");
    any("in an Any, 20,000 times", nested(ANY, 20_000, EMPTY, "}"), "400 open");
    any("in an Any that never ends", ANY.repeat(20_000), "400 open");
    String late = ",\"@type\":\"" + TYPE + "google.protobuf.Any\"}";
    any("in an Any, each with its type last", nested("{\"value\":", 90, EMPTY, late), "400 open");
    String everything = "{\"@type\":\"" + TYPE + "sluice.test.v1.Everything\",\"any\":";
    any("in a message in an Any, 200 times", nested(everything, 200, EMPTY, "}"), "400 open");
    any("that is nothing", "{}", "201 open");
    any("that is a list", "[]", "400 open");
    any("that is a text", "\"x\"", "400 open");
    any("that is cut", ANY, "400 open");
  }

  private void types() {
    any("of an unknown type", "{\"@type\":\"" + TYPE + "no.such.Type\"}", "400 open");
    any("of a class", "{\"@type\":\"" + TYPE + "java.lang.Runtime\"}", "400 open");
    any("of an empty type", "{\"@type\":\"\"}", "400 open");
    any("of a type without a slash", "{\"@type\":\"google.protobuf.Empty\"}", "400 open");
    any("of a type that is a number", "{\"@type\":1}", "400 open");
    any("of a type that is null", "{\"@type\":null}", "400 open");
    any("of a type of 100 KB", "{\"@type\":\"t/" + "x".repeat(100_000) + "\"}", "400 open");
    any("without a type", "{\"value\":{}}", "400 open");
    any("with a field and no type", "{\"text\":\"x\"}", "400 open");
    String empty = "\"@type\":\"" + TYPE + "google.protobuf.Empty\"";
    any("with its type twice", "{" + empty + "," + empty + "}", "400 open");
    any("with an unknown field", "{" + empty + ",\"x\":1}", "400 open");
    any(
        "of a type that is somewhere else",
        "{\"@type\":\"http://127.0.0.1:1/google.protobuf.Empty\"}",
        "201 open");
    String duration = "{\"@type\":\"" + TYPE + "google.protobuf.Duration\",\"value\":";
    any("with a value that does not fit", duration + "\"x\"}", "400 open");
    any("with a value twice", duration + "\"1s\",\"value\":\"1s\"}", "400 open");
    any(
        "with a field that does not fit",
        "{\"@type\":\"" + TYPE + "sluice.test.v1.Everything\",\"anInt32\":\"x\"}",
        "400 open");
  }

  private void values() {
    for (String field : List.of("value", "list", "values")) {
      String open = field.equals("values") ? "{\"values\":{\"k\":" : "{\"" + field + "\":";
      String close = field.equals("values") ? "}}" : "}";
      json(field + ": lists in lists", open + nested("[", 50, "1", "]") + close, "201 open");
      json(field + ": lists, 200 deep", open + nested("[", 200, "1", "]") + close, "400 open");
      json(field + ": lists, 100,000 deep", open + "[".repeat(100_000), "400 open");
    }
    for (String field : List.of("value", "struct")) {
      String open = "{\"" + field + "\":";
      json(
          field + ": objects, 200 deep", open + nested("{\"a\":", 200, "1", "}") + "}", "400 open");
      json(field + ": objects, 100,000 deep", open + "{\"a\":".repeat(100_000), "400 open");
      json(field + ": a name twice", open + "{\"a\":1,\"a\":2}}", "400 open");
      json(field + ": an endless number", open + "{\"a\":1e309}}", "400 open");
      json(field + ": NaN", open + "{\"a\":NaN}}", "400 open");
      json(field + ": a lone surrogate", open + "{\"a\":\"\\ud800\"}}", "400 open");
    }
    json("struct: a list", "{\"struct\":[]}", "400 open");
    json("list: an object", "{\"list\":{}}", "400 open");
  }

  private void messages() {
    String inner = "{\"inner\":";
    json("a message in itself", "{\"nested\":" + nested(inner, 50, "{}", "}") + "}", "201 open");
    json("the same 200 deep", "{\"nested\":" + nested(inner, 200, "{}", "}") + "}", "400 open");
    json("the same 100,000 deep", "{\"nested\":" + inner.repeat(100_000), "400 open");
  }

  private void binary() {
    both(
        "an Any of an unknown type",
        any(TYPE + "no.such.Type", ByteString.EMPTY),
        "grpc 0",
        "500 open");
    both(
        "an Any of garbage",
        any(TYPE + "google.protobuf.Duration", ByteString.copyFrom(new byte[] {-1})),
        "grpc 0",
        "500 open");
    Any any = Any.getDefaultInstance();
    for (int i = 0; i < 500; i++) {
      any = Any.pack(any);
    }
    both("an Any in an Any, 500 times", Everything.newBuilder().setAny(any), "grpc 0", "500 open");
    Value lists = Value.getDefaultInstance();
    Value objects = Value.newBuilder().setBoolValue(true).build();
    for (int i = 0; i < 200; i++) {
      lists = Value.newBuilder().setListValue(ListValue.newBuilder().addValues(lists)).build();
      objects =
          Value.newBuilder().setStructValue(Struct.newBuilder().putFields("a", objects)).build();
    }
    both("lists, 200 deep", Everything.newBuilder().setValue(lists), "grpc 13", "400 open");
    both("objects, 200 deep", Everything.newBuilder().setValue(objects), "grpc 13", "400 open");
    both(
        "no value at all",
        Everything.newBuilder().setValue(Value.getDefaultInstance()),
        "grpc 0",
        "201 open");
  }

  private static Everything.Builder any(String url, ByteString value) {
    return Everything.newBuilder().setAny(Any.newBuilder().setTypeUrl(url).setValue(value));
  }

  /** Adds a message as gRPC takes it, and as REST takes it and would answer it as JSON. */
  private void both(String name, Everything.Builder everything, String grpc, String rest) {
    byte[] message =
        CreateBitRequest.newBuilder()
            .setParent("shelves/1")
            .setBit(Bit.newBuilder().setTitle("x").setEverything(everything))
            .build()
            .toByteArray();
    send("protobuf: " + name, "application/x-protobuf", message, rest);
    all.add(
        new Attack(
            "gRPC: " + name,
            "",
            port ->
                Http2Exchange.run(
                    port,
                    wire ->
                        wire.call(1, "/sluice.test.v1.BitService/CreateBit")
                            .message(1, message, true)),
            grpc));
  }
}
