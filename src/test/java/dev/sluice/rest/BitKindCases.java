package dev.sluice.rest;

import static dev.sluice.rest.BitCases.A;
import static dev.sluice.rest.BitCases.B;
import static dev.sluice.rest.BitCases.SHELF;
import static dev.sluice.rest.Case.NONE;
import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.send;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import dev.sluice.test.v1.Bit;
import dev.sluice.test.v1.CreateBitRequest;
import dev.sluice.test.v1.DeleteBitRequest;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.GetBitRequest;
import java.util.List;
import java.util.stream.Stream;

/** What HEAD and OPTIONS are answered at each kind of route, and messages in protobuf. */
final class BitKindCases {

  private static final String PROTO = "application/x-protobuf";
  private static final String OWN = "/sluice.test.v1.BitService/";

  private BitKindCases() {}

  static Stream<Case> all() {
    return Stream.of(options(), heads(), encoded(), streamed(), broken(), compressed())
        .flatMap(each -> each);
  }

  private static Case allows(String uri, String methods) {
    return send("OPTIONS", uri, "").answers(204, "").tells("allow", methods);
  }

  private static Stream<Case> options() {
    return Stream.of(
        allows(SHELF + ":watch", "GET, HEAD, OPTIONS"),
        allows(SHELF + ":titles", "GET, HEAD, OPTIONS"),
        allows(SHELF + ":all", "GET, HEAD, OPTIONS"),
        allows("/v1/bits:import", "OPTIONS, POST"),
        allows("/v1/bits:talk", "OPTIONS, POST"),
        allows("/v1/who", "GET, HEAD, OPTIONS, POST"),
        allows("/v1/bits", "DELETE, OPTIONS, POST"),
        allows(SHELF + "/a/picture", "GET, HEAD, OPTIONS, PUT"),
        allows(SHELF + "/a/picture:stream", "GET, HEAD, OPTIONS"),
        allows(SHELF + "/a:archive", "DELETE, GET, HEAD, OPTIONS, PATCH, POST"),
        allows("/v1/any/x/put", "OPTIONS, PUT"),
        allows("/v1/paths/all/a%2Fb", "GET, HEAD, OPTIONS"),
        allows(OWN + "Unbound", "OPTIONS, POST"),
        send("OPTIONS", OWN + "GetBit", "").answers(404, "…no such path"),
        send("OPTIONS", SHELF + ":none", "").answers(404, "…no such path"));
  }

  private static Case head(String uri) {
    return send("HEAD", uri, "");
  }

  private static Stream<Case> heads() {
    return Stream.of(
        head(SHELF).answers(200, "").tells("content-type", "application/json"),
        head(SHELF + ":all")
            .answers(200, "")
            .tells("content-length", Integer.toString(("[" + A + "," + B + "]").length())),
        head(SHELF + "/a/title").answers(200, "").tells("content-length", "7"),
        head(SHELF + "/b/everything").answers(200, "").tells("content-length", "2"),
        head(SHELF + "/a")
            .with("accept", PROTO)
            .answers(200, "")
            .tells("content-type", PROTO)
            .tells("etag", "\"1-protobuf\""),
        head(SHELF + "/a").with("if-none-match", "\"1\"").answers(304, ""),
        head(SHELF + "/a").with("accept", "text/html").answers(406, ""),
        head(SHELF + "/a?x=y").answers(400, ""),
        head(SHELF + ":titles").answers(200, "").tells("content-type", "application/json"),
        head(SHELF + ":watch")
            .with("accept", "text/event-stream")
            .answers(200, "")
            .tells("content-type", "text/event-stream;charset=utf-8")
            .tells("vary", "origin, accept"),
        head(SHELF + ":watch?nope=1").answers(400, ""),
        head(SHELF + ":watch?pageSize=1000").answers(400, ""),
        head(SHELF + ":watch").with("accept", "text/html").answers(406, ""),
        head(SHELF + ":watch").with("grpc-timeout", "soon").answers(400, ""),
        head(SHELF + ":watch").with("grpc-timeout", "0S").answers(504, ""),
        head(SHELF + "/zz/picture:stream").answers(200, "").tells("content-type", NONE),
        head("/v1/who").with("x-tenant", "acme").answers(200, ""),
        head("/v1/who").answers(400, ""),
        head("/v1/shelves/odd/bits/blank/picture")
            .answers(200, "")
            .tells("content-type", "image/png")
            .tells("content-length", "3"),
        head(SHELF + "/zz/picture").answers(404, ""),
        head("/v1/paths/slash/a%2fb").answers(200, ""),
        head("/v1/paths/slash/%zz").answers(400, ""),
        head("/v1/bits:import").answers(405, "").tells("allow", "OPTIONS, POST"),
        head("/v1/bits:talk").answers(405, "").tells("allow", "OPTIONS, POST"),
        head("/v1/any/x/put").answers(405, "").tells("allow", "OPTIONS, PUT"),
        head(OWN + "Unbound").answers(405, "").tells("allow", "OPTIONS, POST"),
        send("TRACE", SHELF, "").answers(405, "…method: TRACE"));
  }

  private static Case proto(String method, String uri, Message body) {
    return proto(method, uri, body.toByteArray());
  }

  private static Case proto(String method, String uri, byte[] body) {
    return send(method, uri, "").body(body).with("content-type", PROTO);
  }

  private static String text(Message message) {
    return message.toByteString().toString(UTF_8);
  }

  private static Stream<Case> encoded() {
    Bit bit = Bit.newBuilder().setTitle("New").build();
    Bit made =
        bit.toBuilder()
            .setName("shelves/1/bits/new")
            .setEtag("1")
            .setCreateTime(BitService.MADE)
            .build();
    Everything nested =
        Everything.newBuilder().setNested(Everything.Nested.newBuilder().setText("n")).build();
    CreateBitRequest whole =
        CreateBitRequest.newBuilder().setParent("shelves/1").setBit(bit).build();
    return Stream.of(
        proto("POST", SHELF, bit)
            .answers(201, text(made))
            .tells("content-type", PROTO)
            .tells("location", "/v1/shelves/1/bits/new"),
        proto("POST", "/v1/bits", whole).answers(201, text(made)),
        proto("POST", "/v1/bits", whole)
            .with("accept", "application/json")
            .answers(201, "…\"name\":\"shelves/1/bits/new\""),
        proto("POST", "/v1/bits", whole)
            .with("accept", "application/json;q=0.5, application/x-protobuf;q=0.4")
            .answers(201, "…\"name\":\"shelves/1/bits/new\""),
        proto("POST", SHELF + "?bitId=a", bit)
            .with("accept", PROTO)
            .answers(409, "…there is a bit: shelves/1/bits/a")
            .tells("content-type", PROTO),
        // A body without a byte is none.
        proto("POST", SHELF, new byte[0])
            .with("accept", PROTO)
            .answers(201, text(made.toBuilder().clearTitle().build())),
        proto("POST", OWN + "Unbound", new byte[0])
            .with("content-length", "0")
            .answers(200, "")
            .tells("content-type", PROTO),
        proto("POST", SHELF, nested).answers(400, "…bit.title").tells("etag", NONE),
        proto("PATCH", SHELF + "/b?updateMask=title", bit)
            .with("accept", "application/json")
            .answers(200, "…\"title\":\"New\",\"etag\":\"2\""),
        proto(
                "DELETE",
                "/v1/bits",
                DeleteBitRequest.newBuilder().setName("shelves/1/bits/a").build())
            .answers(204, ""),
        get(SHELF + "/a/everything")
            .with("accept", PROTO)
            .answers(200, "…")
            .tells("etag", "\"1-protobuf\""),
        get(SHELF + "/b/everything").with("accept", PROTO).answers(200, ""),
        get(SHELF + "/zz").with("accept", PROTO).answers(404, "…no such bit: shelves/1/bits/zz"),
        proto("POST", OWN + "Unbound", new byte[] {0x0A, 1, 'x'}).answers(200, "\n\u0001x"));
  }

  /** Messages after their lengths. */
  private static Stream<Case> streamed() {
    GetBitRequest b = GetBitRequest.newBuilder().setName("shelves/1/bits/b").build();
    CreateBitRequest x =
        CreateBitRequest.newBuilder()
            .setParent("s/1")
            .setBitId("x")
            .setBit(Bit.newBuilder().setTitle("T"))
            .build();
    CreateBitRequest bad = x.toBuilder().setBit(Bit.getDefaultInstance()).build();
    Case imports = proto("POST", "/v1/bits:import", new byte[0]);
    Case talk = proto("POST", "/v1/bits:talk", Delimited.bytes(List.of(b, b)));
    return Stream.of(
        get("/v1/shelves/3/bits:watch").with("accept", PROTO).answers(200, ""),
        get(SHELF + ":watch").with("accept", PROTO).answers(200, "…shelves/1/bits/b"),
        get(SHELF + ":watch?pageSize=101")
            .with("accept", PROTO)
            .answers(400, "…page_size")
            .tells("content-type", PROTO),
        get(SHELF + ":titles")
            .with("accept", PROTO)
            .answers(406, "…application/x-ndjson or text/event-stream"),
        head(SHELF + ":watch")
            .with("accept", PROTO)
            .answers(200, "")
            .tells("content-type", PROTO)
            .tells("x-accel-buffering", "no"),
        head(SHELF + ":titles").with("accept", PROTO).answers(406, ""),
        imports.with("content-length", "0").answers(200, "").tells("content-type", PROTO),
        imports
            .body(Delimited.bytes(List.of(x, x.toBuilder().setBitId("y").build())))
            .with("accept", "application/json")
            .answers(200, "{\"bits\":2,\"byTitle\":{\"T\":2}}"),
        imports.body(Delimited.bytes(List.of(x))).answers(200, "\u0008\u0001\u0012\5\n\1T\20\1"),
        imports
            .body(Delimited.bytes(List.of(x, x)))
            .with("accept", "application/json")
            .fails(409, 6, "there is a bit: s/1/bits/x"),
        imports
            .body(Delimited.bytes(List.of(x, bad)))
            .with("accept", "application/json")
            .answers(400, "…\"field\":\"[1].bit.title\""),
        imports
            .body(Delimited.bytes(List.of(x, bad)))
            .answers(400, "…element 1: bit.title")
            .tells("content-type", PROTO),
        talk.with("accept", "application/x-ndjson").answers(200, "…shelves/1/bits/b"),
        talk.answers(200, "…shelves/1/bits/b").tells("content-type", PROTO),
        proto("POST", "/v1/bits:talk", new byte[] {5})
            .answers(422, "…| element 0: the body ends within the message | 1")
            .tells("content-type", "text/plain; charset=utf-8"));
  }

  private static Case broken(int... bytes) {
    byte[] body = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      body[i] = (byte) bytes[i];
    }
    return proto("POST", SHELF, body)
        .with("accept", "application/json")
        .fails(400, 3, "the body is not a valid sluice.test.v1.Bit");
  }

  /** A tag of the field title is 0x12. */
  private static Stream<Case> broken() {
    return Stream.of(
        broken(0x12),
        broken(0x12, 5, 'x'),
        broken(0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F),
        broken(0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1),
        broken(0x12, 1, 0xFF),
        broken(0x00, 1),
        broken(0x14),
        broken(0x13, 0x12, 1, 'x'),
        broken(0x17),
        broken(0x1A, 2, 0x12, 9));
  }

  private static Stream<Case> compressed() {
    Case picture = get(SHELF + "/b/picture").with("accept-encoding", "gzip");
    return Stream.of(
        picture
            .with("range", "bytes=1998-")
            .answers(200, "…")
            .tells("content-encoding", "gzip")
            .tells("content-range", NONE),
        picture
            .with("accept-encoding", "gzip;q=0")
            .with("range", "bytes=1998-")
            .answers(206, "xx")
            .tells("content-range", "bytes 1998-1999/2000"),
        picture.answers(200, "…").tells("content-encoding", "gzip"),
        get(SHELF + "/a/picture")
            .with("accept-encoding", "gzip")
            .answers(200, "0123456789")
            .tells("content-encoding", NONE),
        send("POST", SHELF, "{\"title\":\"New\"}")
            .with("content-encoding", "gzip")
            .answers(400, "…the body is not valid gzip"));
  }
}
