package dev.sluice.rest;

import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.FieldMaskUtil;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.rest.BitDoors.Outcome;
import dev.sluice.rest.BitServer.Part;
import dev.sluice.test.v1.Bit;
import dev.sluice.test.v1.BitPicture;
import dev.sluice.test.v1.BitsProto;
import dev.sluice.test.v1.Caller;
import dev.sluice.test.v1.CreateBitRequest;
import dev.sluice.test.v1.DeleteBitRequest;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingProto;
import dev.sluice.test.v1.GetBitRequest;
import dev.sluice.test.v1.ListBitsRequest;
import dev.sluice.test.v1.UpdateBitRequest;
import dev.sluice.test.v1.WhoRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bit of everything: each method over every door gives the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class EveryDoorTest {

  private static final String NDJSON = "application/x-ndjson";
  private static final String SHELF = "/v1/shelves/1/bits";

  /** A field of each kind, each with a value. */
  private static final String EVERYTHING =
      """
      {"aDouble": 1.5, "aFloat": -0.25, "anInt32": -7, "anInt64": "-9007199254740993",
       "aUint32": 4294967295, "aUint64": "18446744073709551615", "aSint32": -1, "aSint64": "-2",
       "aFixed32": 3, "aFixed64": "4", "anSfixed32": -5, "anSfixed64": "-6", "aBool": true,
       "aString": "é\\u0000\\"", "aBytes": "AP/+", "colour": "COLOUR_BLUE",
       "nested": {"text": "n", "inner": {"number": 1, "inner": {"words": ["a", ""]}}},
       "optionalInt32": 0, "optionalString": "", "optionalColour": "COLOUR_UNSPECIFIED",
       "numbers": [1, -1], "longs": ["1"], "strings": ["", "x"],
       "colours": ["COLOUR_RED", "COLOUR_CRIMSON", 99], "nesteds": [{}, {"number": 2}],
       "blobs": ["", "AA=="], "doubles": ["NaN", "-Infinity", 0.1],
       "labels": {"": "empty", "k": "v"}, "byNumber": {"-1": {"text": "m"}},
       "byBool": {"true": "COLOUR_RED"}, "byUint64": {"18446744073709551615": 2.5},
       "choiceNumber": "5", "timestamp": "2026-01-31T12:34:56.789Z", "duration": "-1.500s",
       "mask": "aString,nested.text", "struct": {"a": [1, null, {"b": "c"}]}, "value": null,
       "list": [true, "x"],
       "any": {"@type": "type.googleapis.com/sluice.test.v1.Caller", "tenant": "t"},
       "empty": {}, "doubleWrapper": 0, "floatWrapper": 1, "int64Wrapper": "0",
       "uint64Wrapper": "1", "int32Wrapper": 0, "uint32Wrapper": 1, "boolWrapper": false,
       "stringWrapper": "", "bytesWrapper": "", "timestamps": ["1970-01-01T00:00:00Z"],
       "values": {"v": [1]}, "int32Wrappers": [0, 1], "newName": "r", "oldName": "o"}
      """;

  private BitServer server;
  private BitDoors doors;

  @BeforeAll
  void start() throws Exception {
    server = new BitServer(new JsonObject().put("unannotatedMethods", true));
    doors = new BitDoors(server);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  /**
   * One call, as it is made over gRPC and over REST.
   *
   * @param texts its messages on a WebSocket
   */
  record Call(String method, List<Message> requests, Case rest, List<String> texts, int code) {

    Call(String method, Message request, Case rest) {
      this(method, List.of(request), rest, List.of(), 0);
    }

    Call failing(int with) {
      return new Call(method, requests, rest, texts, with);
    }

    MethodDescriptor descriptor() {
      return BitsProto.getDescriptor().findServiceByName("BitService").findMethodByName(method);
    }

    @Override
    public String toString() {
      return method + " " + code + " " + rest.method() + " " + rest.uri();
    }
  }

  private static Everything everything() {
    Everything.Builder builder = Everything.newBuilder();
    TypeRegistry types =
        TypeRegistry.newBuilder()
            .add(BitsProto.getDescriptor().getMessageTypes())
            .add(EverythingProto.getDescriptor().getMessageTypes())
            .build();
    try {
      JsonFormat.parser().usingTypeRegistry(types).merge(EVERYTHING, builder);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
    return builder.build();
  }

  private static GetBitRequest named(String name) {
    return GetBitRequest.newBuilder().setName(name).build();
  }

  private static WhoRequest who(String tenant, String session) {
    return WhoRequest.newBuilder()
        .setCaller(
            Caller.newBuilder().setTenant(tenant).setSession(session).setAddress("127.0.0.1"))
        .build();
  }

  static Stream<Call> calls() {
    return Stream.concat(unary(), streams());
  }

  private static Stream<Call> unary() {
    Bit.Builder bit = Bit.newBuilder().setTitle("Full").setEverything(everything());
    CreateBitRequest create =
        CreateBitRequest.newBuilder().setParent("shelves/1").setBit(bit).setBitId("n").build();
    ListBitsRequest list =
        ListBitsRequest.newBuilder()
            .setParent("shelves/1")
            .setPageSize(1)
            .setFilter(
                ListBitsRequest.Filter.newBuilder()
                    .putLabels("k", "v")
                    .addNumbers(2)
                    .setArchived(false))
            .build();
    UpdateBitRequest update =
        UpdateBitRequest.newBuilder()
            .setBit(
                Bit.newBuilder()
                    .setName("shelves/1/bits/a")
                    .setTitle("T")
                    .setEtag("1")
                    .setCaption(""))
            .setUpdateMask(FieldMaskUtil.fromStringList(List.of("title", "caption")))
            .build();
    HttpBody picture =
        HttpBody.newBuilder()
            .setContentType("image/gif")
            .setData(ByteString.copyFromUtf8("GIF89a"))
            .build();
    String a = "shelves/1/bits/a";
    return Stream.of(
        new Call(
            "CreateBit",
            create,
            post(SHELF + "?bitId=n", "{\"title\":\"Full\",\"everything\":" + EVERYTHING + "}")),
        new Call(
                "CreateBit",
                create.toBuilder().setBit(Bit.getDefaultInstance()).build(),
                post(SHELF + "?bitId=n", "{}"))
            .failing(3),
        new Call("GetBit", named(a), get(SHELF + "/a")),
        new Call("GetBit", named("shelves/1/bits/zz"), get(SHELF + "/zz")).failing(5),
        new Call(
            "ListBits",
            list,
            get(SHELF + "?pageSize=1&filter.labels[k]=v&filter.numbers=2&filter.archived=false")),
        new Call(
            "UpdateBit",
            update,
            send("PATCH", SHELF + "/a", "{\"title\":\"T\",\"caption\":null}")
                .with("content-type", "application/json")
                .with("if-match", "\"1\"")),
        new Call(
                "UpdateBit",
                update.toBuilder().setBit(update.getBit().toBuilder().setEtag("9")).build(),
                send("PATCH", SHELF + "/a", "{\"title\":\"T\"}")
                    .with("content-type", "application/json")
                    .with("if-match", "\"9\""))
            .failing(10),
        new Call("ReadBit", named(a), get(SHELF + "/a/numbers")),
        new Call(
            "AuditBit",
            named(a),
            post("/sluice.test.v1.BitService/AuditBit", "{\"name\":\"" + a + "\"}")),
        new Call("ArchiveBit", named(a), send("POST", SHELF + "/a:archive", "")),
        new Call(
            "PutPicture",
            BitPicture.newBuilder().setName(a).setPicture(picture).build(),
            send("PUT", SHELF + "/a/picture", "GIF89a").with("content-type", "image/gif")),
        new Call(
            "Who",
            who("acme", "s 1"),
            get("/v1/who").with("x-tenant", "acme").with("cookie", "session=s%201")),
        new Call("ReadPath", named("a/b%2Fc?"), get("/v1/paths/slash/a/b%2Fc%3F")),
        new Call("ReadReservedPath", named("a/b%3F"), get("/v1/paths/reserved/a/b%3F")),
        new Call("ReadWholePath", named("a/b?"), get("/v1/paths/all/a%2Fb%3F")),
        new Call("Any", named("x"), send("LINK", "/v1/any/x", "")),
        new Call(
                "Fail",
                WhoRequest.newBuilder().setNote("n").build(),
                post("/v1/bits:fail", "{\"note\":\"n\"}"))
            .failing(9),
        new Call(
            "Unbound", named("u"), post("/sluice.test.v1.BitService/Unbound", "{\"name\":\"u\"}")));
  }

  private static Stream<Call> streams() {
    CreateBitRequest one =
        CreateBitRequest.newBuilder()
            .setParent("s/1")
            .setBitId("x")
            .setBit(Bit.newBuilder().setTitle("T"))
            .build();
    String oneText = "{\"parent\":\"s/1\",\"bitId\":\"x\",\"bit\":{\"title\":\"T\"}}";
    String talk = "{\"name\":\"shelves/1/bits/b\"}";
    List<String> talks = List.of(talk, talk);
    ListBitsRequest list = ListBitsRequest.newBuilder().setParent("shelves/1").build();
    return Stream.of(
        new Call("WatchBits", list, get(SHELF + ":watch")),
        new Call(
                "WatchBits",
                list.toBuilder().setPageSize(101).build(),
                get(SHELF + ":watch?pageSize=101"))
            .failing(3),
        new Call("ReadBits", list, get(SHELF + ":numbers")),
        new Call(
            "ImportBits",
            List.of(one, one.toBuilder().setBitId("y").build()),
            post("/v1/bits:import", oneText + oneText.replace("x", "y")),
            List.of(oneText, oneText.replace("x", "y")),
            0),
        new Call(
            "ImportBits",
            List.of(one, one),
            post("/v1/bits:import", oneText + oneText),
            List.of(oneText, oneText),
            6),
        new Call(
            "TalkBits",
            List.of(named("shelves/1/bits/b"), named("shelves/1/bits/b")),
            post("/v1/bits:talk", talk + talk),
            talks,
            0),
        new Call(
            "TalkBits",
            List.of(named("shelves/1/bits/b"), named("zz")),
            post("/v1/bits:talk", talk + "{\"name\":\"zz\"}"),
            List.of(talk, "{\"name\":\"zz\"}"),
            5),
        new Call(
            "Whos",
            List.of(who("acme", "s"), who("acme", "s")),
            post("/v1/whos", "{}{\"caller\":{\"tenant\":\"evil\"}}")
                .with("x-tenant", "acme")
                .with("cookie", "session=s"),
            List.of("{}", "{\"caller\":{\"tenant\":\"evil\"}}"),
            0));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void givesTheSame(Call call) throws Exception {
    MethodDescriptor method = call.descriptor();
    server.service.reset();
    Outcome wanted = doors.grpc(method, call.requests(), "application/grpc");
    assertThat(wanted.code()).isEqualTo(call.code());
    if (call.code() == 0) {
      assertThat(wanted.messages()).isNotEmpty();
    }

    for (String type : List.of("application/grpc-web", "application/grpc-web-text")) {
      if (!method.isClientStreaming()) {
        server.service.reset();
        assertThat(doors.grpc(method, call.requests(), type)).as(type).isEqualTo(wanted);
      }
    }
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      for (String accept : formats(method)) {
        Case rest = call.rest();
        if (accept.equals(Delimited.TYPE) && method.isClientStreaming()) {
          rest = rest.body(Delimited.bytes(call.requests())).with("content-type", Delimited.TYPE);
        }
        Case each = rest;
        server.service.reset();
        if (accept.equals(Delimited.TYPE) && call.code() != 0 && !wanted.messages().isEmpty()) {
          // What has begun has no place for an error: it is cut off.
          Part part = server.callForPart(version, each.with("accept", accept));
          assertThat(part.failure())
              .as("%s %s", version, accept)
              .isInstanceOf(
                  version == HttpVersion.HTTP_2
                      ? StreamResetException.class
                      : HttpClosedException.class);
          byte[] whole = Delimited.bytes(wanted.messages());
          assertThat(part.bytes().getBytes())
              .startsWith(whole)
              .hasSizeBetween(whole.length, whole.length + 1);
        } else {
          assertThat(doors.rest(method, each, version, accept))
              .as("%s %s", version, accept)
              .isEqualTo(wanted);
        }
      }
    }
    if (method.isClientStreaming() || method.isServerStreaming()) {
      server.service.reset();
      assertThat(doors.webSocket(method, call.rest(), call.texts()))
          .as("WebSocket")
          .isEqualTo(wanted);
    }
  }

  private static List<String> formats(MethodDescriptor method) {
    return method.isServerStreaming()
        ? List.of("application/json", NDJSON, "text/event-stream", Delimited.TYPE)
        : List.of("application/json", Delimited.TYPE);
  }

  @Test
  void answersNothingWhereTheContractSaysSo() throws Exception {
    DeleteBitRequest delete = DeleteBitRequest.newBuilder().setName("shelves/1/bits/a").build();
    Call call = new Call("DeleteBit", delete, send("DELETE", SHELF + "/a", ""));
    assertThat(doors.grpc(call.descriptor(), call.requests(), "application/grpc").code()).isZero();
    server.service.reset();
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      server.service.reset();
      assertThat(server.call(version, call.rest()).status()).isEqualTo(204);
    }
    assertThat(doors.grpc(call.descriptor(), call.requests(), "application/grpc").code())
        .isEqualTo(5);
  }

  @Test
  void answersBodiesOfTheirOwnTypeAsTheyAre() throws Exception {
    server.service.reset();
    Message request = named("shelves/1/bits/a");
    for (String name : List.of("GetPicture", "StreamPicture")) {
      boolean streams = name.equals("StreamPicture");
      Call call = new Call(name, request, get(SHELF + "/a/picture" + (streams ? ":stream" : "")));
      MethodDescriptor method = call.descriptor();
      List<String> pieces = new ArrayList<>();
      for (Message message : doors.grpc(method, call.requests(), "application/grpc").messages()) {
        HttpBody body =
            streams
                ? HttpBody.parseFrom(message.toByteString())
                : BitPicture.parseFrom(message.toByteString()).getPicture();
        pieces.add(body.getData().toStringUtf8());
      }
      assertThat(pieces).hasSize(streams ? 3 : 1);
      for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
        Outcome rest = doors.rest(method, call.rest(), version, "*/*");
        assertThat(rest.raw()).isEqualTo(String.join("", pieces)).isEqualTo("0123456789");
      }
    }
  }

  @Test
  void leavesNoMethodOut() {
    List<String> all =
        BitsProto.getDescriptor().findServiceByName("BitService").getMethods().stream()
            .map(MethodDescriptor::getName)
            .collect(Collectors.toList());
    all.removeAll(List.of("DeleteBit", "GetPicture", "StreamPicture"));
    assertThat(calls().map(Call::method).distinct()).containsExactlyInAnyOrderElementsOf(all);
  }
}
