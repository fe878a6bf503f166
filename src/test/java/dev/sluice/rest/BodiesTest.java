package dev.sluice.rest;

import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.SluiceConfig;
import dev.sluice.rest.RestServer.Answer;
import dev.sluice.test.v1.BookServiceGrpcService;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are not one JSON message: of any type, forms, parts; and methods without a rule. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class BodiesTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  private RestServer server;

  @BeforeAll
  void start() throws Exception {
    JsonObject rest = new JsonObject().put("unannotatedMethods", true).put("maxBodyBytes", 200_000);
    server =
        RestServer.of(
            BookServiceGrpcService.of(new BookService()),
            SluiceConfig.parse(new JsonObject().put("rest", rest)).rest());
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private static Case form(String uri, String body) {
    return post(uri, body).with("content-type", FORM);
  }

  /** Entries of a map, up to 4096, whose keys all have the same hash. */
  private static String sameHash(int entries) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < entries; i++) {
      form.append("labels[");
      for (int bit = 0; bit < 12; bit++) {
        form.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      form.append("]=v&");
    }
    return form.toString();
  }

  static Stream<Case> bodiesOfAnyType() {
    Case text = post("/v1/files", "a,b\n").with("content-type", "text/csv; charset=latin1");
    return Stream.of(
        text.answers(200, "a,b\n"),
        text.with("accept", "text/html").answers(200, "a,b\n"),
        text.without("content-type").answers(200, "a,b\n"),
        text.body(new byte[0]).answers(200, ""),
        text.with("content-type", "text/a\tb").answers(415, "…(expected: printable ASCII)"),
        text.with("content-type", "text/\u00e9").answers(415, "…(expected: printable ASCII)"),
        post("/v1/files", " ".repeat(200_001)).with("content-type", "image/png").answers(413, "…"),
        get("/v1/files?contentType=text/x-y&data=YWJj").answers(200, "abc"),
        get("/v1/files?contentType=a%0D%0Ab:c")
            .answers(200, "")
            .tells("content-type", "application/octet-stream"),
        get("/v1/files?nope=1").answers(400, "…nope: unknown parameter"),
        send("PUT", "/v1/books/7/cover?note=n", "picture")
            .with("content-type", "image/png")
            .answers(200, "picture"),
        send("PUT", "/v1/books/x/cover", "p").answers(400, "…id: expected int32"),
        send("PUT", "/v1/covers/7?note=n", "{\"not\":json}")
            .with("content-type", "image/png")
            .answers(
                200,
                "{\"id\":7,\"image\":{\"contentType\":\"image/png\",\"data\":\"eyJub3QiOmpzb259\"},"
                    + "\"note\":\"n\"}"),
        post("/v1/files:data", "\"YWJj\"").answers(200, "\"YWJj\""),
        post("/v1/pieces", "abc").with("content-type", "text/plain").answers(200, "abc"),
        post("/v1/pieces", "").with("content-type", "text/plain").answers(200, ""),
        send("HEAD", "/v1/books", "").answers(203, ""));
  }

  static Stream<Case> parts() {
    Case titles = get("/v1/books:titles?title=a");
    return Stream.of(
        titles.answers(203, "[\"a\",\n\"last\"]"),
        titles.with("accept", "application/x-ndjson").answers(203, "\"a\"\n\"last\"\n"),
        titles
            .with("accept", "text/event-stream")
            .answers(203, "id: 1\ndata: \"a\"\n\nid: 2\ndata: \"last\"\n\nevent: end\ndata:\n\n"),
        titles.with("accept", "application/x-protobuf").answers(406, "…accept: "),
        get("/v1/books:titles?titel=a").answers(400, "…titel: unknown parameter"),
        get("/v1/books:titles?title=a&$prettyPrint=true").answers(203, "[\"a\",\n\"last\"]"),
        get("/v1/books:tags?tags=a&tags=b").answers(203, "[[\"a\",\"b\"],\n[]]"));
  }

  static Stream<Case> forms() {
    String json = "{\"id\":7,\"title\":\"a b+c\"}";
    return Stream.of(
        form("/v1/digests", "id=7&title=a+b%2Bc").answers(200, json),
        form("/v1/digests", json).answers(200, json),
        form("/v1/digests", " \n{\"title\":\"a=b\"}").answers(200, "{\"title\":\"a=b\"}"),
        form("/v1/digests", "").answers(200, "{}"),
        form("/v1/digests", "author.name=n&tags=x&tags=y&labels[k]=v&lent=true")
            .answers(
                200,
                "{\"author\":{\"name\":\"n\"},\"tags\":[\"x\",\"y\"],\"labels\":{\"k\":\"v\"},"
                    + "\"lent\":true}"),
        form("/v1/digests", "binding=CLOTH").answers(200, "{\"binding\":\"CLOTH\"}"),
        form("/v1/digests", "binding=1").answers(200, "{\"binding\":\"CLOTH\"}"),
        form("/v1/digests", "subtitle=&pageCount=0")
            .answers(200, "{\"pageCount\":0,\"subtitle\":\"\"}"),
        form("/v1/digests", "published=2026-01-01T00%3A00%3A00Z&author.teacher.name=t")
            .answers(
                200,
                "{\"author\":{\"teacher\":{\"name\":\"t\"}},"
                    + "\"published\":\"2026-01-01T00:00:00Z\"}"),
        form("/v1/digests", "notes=%7B%22a%22:[1]%7D&digest=YWJj")
            .answers(200, "{\"notes\":{\"a\":[1.0]},\"digest\":\"YWJj\"}"),
        form("/v1/digests", "binding=LEATHER").answers(400, "…\"field\":\"binding\""),
        form("/v1/digests", "published=now").answers(400, "…\"field\":\"published\""),
        form("/v1/digests", "notes=x").answers(400, "…\"field\":\"notes\""),
        form("/v1/digests", "digest=*").answers(400, "…\"field\":\"digest\""),
        form("/v1/digests", "revision=-1").answers(400, "…\"field\":\"revision\""),
        form("/v1/digests", "lent=yes").answers(400, "…\"field\":\"lent\""),
        form("/v1/digests", "author=x").answers(400, "…\"field\":\"author\""),
        form("/v1/digests", "author.born=x").answers(400, "…\"field\":\"author.born\""),
        form("/v1/digests", "id=7&tags&tags&&tags&title=a=b&")
            .answers(200, "{\"id\":7,\"title\":\"a=b\",\"tags\":[\"\",\"\",\"\"]}"),
        form("/v1/digests", "tags&".repeat(9_999) + "id=7").answers(200, "…\"id\":7"),
        form("/v1/digests", "tags&".repeat(10_000) + "id=7")
            .answers(400, "…query or form: more than 10000 parameters"),
        form("/v1/digests", sameHash(3_000)).answers(200, "…\"AaAaAaAaAaAaAaAaAaAaAaAa\":\"v\""),
        form("/v1/digests", sameHash(3_000) + "labels[AaAaAaAaAaAaAaAaAaAaAaAa]=w")
            .answers(400, "…labels[AaAaAaAaAaAaAaAaAaAaAaAa]: given more than once"),
        form("/v1/digests", "labels=x").answers(400, "…\"field\":\"labels\""),
        form("/v1/digests", "labels[a]=x&labels[a]=y").answers(400, "…given more than once"),
        form("/v1/digests", "page_count=3&pageCount=4").answers(400, "…given more than once"),
        form("/v1/digests", "=1").answers(400, "…query or form: =1 (expected: a name"),
        form("/v1/digests", "nope=1").answers(400, "…nope: unknown parameter"),
        form("/v1/digests", "id=7&$prettyPrint=true").refuses("$prettyPrint", "unknown parameter"),
        form("/v1/digests?$prettyPrint=true", "id=7").answers(200, "{\n  \"id\": 7\n}"),
        form("/v1/digests", "id=x").answers(400, "…\"field\":\"id\""),
        form("/v1/digests", "title=%zz").answers(400, "…title: expected percent-encoded UTF-8"),
        form("/v1/digests", "title=a b").answers(400, "…percent-encoded"),
        form("/v1/digests", "id").answers(400, "…body: malformed JSON"),
        form("/v1/digests", "[1]").answers(400, "…body: expected an object"),
        form("/v1/digests", "id=7")
            .with("content-type", FORM.toUpperCase(Locale.ROOT) + "; charset=UTF-8")
            .answers(200, "{\"id\":7}"),
        form("/v1/digests", "id=7")
            .with("content-type", FORM + "; charset=latin1")
            .answers(415, "…charset=utf-8"),
        form("/v1/digests", "id=7")
            .with("content-type", "application/json")
            .answers(400, "…body: malformed JSON"),
        form("/v1/named", "name=shelves&id=2").answers(202, "{\"id\":2,\"name\":\"shelves\"}"),
        send("PATCH", "/v1/books/7", "title=t")
            .with("content-type", FORM)
            .answers(200, "{\"book\":{\"id\":7,\"title\":\"t\"},\"updateMask\":\"title\"}"),
        send("PATCH", "/v1/books/7/tags", "a=b").with("content-type", FORM).answers(400, "…"));
  }

  private static String part(String disposition, String content) {
    return "--b-1\r\nContent-Disposition: form-data; "
        + disposition
        + "\r\n\r\n"
        + content
        + "\r\n";
  }

  private static Case parts(String uri, String... parts) {
    return post(uri, String.join("", parts) + "--b-1--\r\n")
        .with("content-type", "multipart/form-data; boundary=b-1");
  }

  static Stream<Case> formsInParts() {
    String file = "name=\"image\"; filename=\"x.png\"\r\nContent-Type: image/png";
    Case whole = parts("/v1/covers", part("name=\"id\"", "7"), part(file, "a=b&\0c"));
    return Stream.of(
        parts("/v1/digests", part("name=\"id\"", "7"), part("name=\"title\"", "a b&é"))
            .answers(200, "{\"id\":7,\"title\":\"a b&é\"}"),
        parts("/v1/digests", part("name=\"digest\"; filename=\"f\"", "abc"))
            .answers(200, "{\"digest\":\"YWJj\"}"),
        parts("/v1/digests", part("name=\"digest\"", "abc")).answers(200, "{\"digest\":\"YWJj\"}"),
        parts("/v1/digests", part("name=\"author.name\"", "n"), part("name=\"labels[k]\"", "v"))
            .answers(200, "{\"author\":{\"name\":\"n\"},\"labels\":{\"k\":\"v\"}}"),
        parts("/v1/digests", part("name=\"tags\"", "a"), part("name=\"tags\"", "b"))
            .answers(200, "{\"tags\":[\"a\",\"b\"]}"),
        parts("/v1/digests").answers(200, "{}"),
        parts("/v1/digests", part("name=\"binding\"", "CLOTH"), part("name=\"pageCount\"", "0"))
            .answers(200, "{\"pageCount\":0,\"binding\":\"CLOTH\"}"),
        parts("/v1/digests", part("name=\"subtitle\"", ""), part("name=\"lent\"", "true"))
            .answers(200, "{\"subtitle\":\"\",\"lent\":true}"),
        parts(
                "/v1/digests",
                part("name=\"author.teacher.name\"", "t"),
                part("name=\"published\"", "2026-01-01T00:00:00Z"))
            .answers(
                200,
                "{\"author\":{\"teacher\":{\"name\":\"t\"}},"
                    + "\"published\":\"2026-01-01T00:00:00Z\"}"),
        parts("/v1/digests", part("name=\"binding\"", "LEATHER")).answers(400, "…binding: "),
        parts("/v1/digests", part("name=\"published\"", "now")).answers(400, "…published: "),
        parts("/v1/digests", part("name=\"author\"", "x")).answers(400, "…author: "),
        parts("/v1/digests", part("name=\"labels\"", "x")).answers(400, "…labels: "),
        parts("/v1/digests", part("name=\"\"", "x")).answers(400, "…"),
        parts("/v1/digests", part("filename=\"x\"", "x")).answers(400, "…"),
        parts("/v1/named", part("name=\"name\"", "a/b")).answers(202, "{\"name\":\"a/b\"}"),
        whole.answers(
            200, "{\"id\":7,\"image\":{\"contentType\":\"image/png\",\"data\":\"YT1iJgBj\"}}"),
        parts("/v1/covers", part(file, "a"), part(file, "b")).answers(400, "…more than once"),
        parts("/v1/digests", part("name=\"id\"", "7"), part("name=\"id\"", "8"))
            .answers(400, "…id: given more than once"),
        parts("/v1/digests", part("name=\"digest\"", "a"), part("name=\"digest\"", "b"))
            .answers(400, "…digest: given more than once"),
        parts("/v1/digests", part("name=\"nope\"", "7")).answers(400, "…nope: unknown parameter"),
        parts("/v1/digests", part("name=\"id\"", "x")).answers(400, "…id: expected int32"),
        parts("/v1/digests", part("name=\"id\"", "7"))
            .body((part("name=\"id\"", "7") + "--b-1").getBytes(StandardCharsets.UTF_8))
            .answers(400, "…not valid multipart/form-data: no last boundary, --b-1--"),
        parts("/v1/digests", "x")
            .body("--b-1\r\nContent-Disp".getBytes(StandardCharsets.UTF_8))
            .answers(400, "…no last boundary, --b-1--"),
        parts("/v1/digests", "x")
            .with("content-type", "multipart/form-data")
            .answers(400, "…no boundary in the content type"),
        parts("/v1/digests", part("name=\"id\"", "7"))
            .body("no line: --b-1--".getBytes(StandardCharsets.UTF_8))
            .answers(400, "…no boundary that begins a line"),
        parts("/v1/digests", part("name=\"id\"", "7"))
            .with("content-type", "multipart/form-data; boundary=" + "b".repeat(71))
            .answers(400, "…a boundary of more than 70 characters"),
        parts("/v1/digests", part("name=\"id\"", "7"))
            .with("content-type", "multipart/form-data; x=\"; boundary=c\"; Boundary=\"b-1\"")
            .answers(200, "{\"id\":7}"),
        parts("/v1/digests", "a preamble\r\n" + part("name=\"id\"", "7"))
            .answers(200, "{\"id\":7}"),
        parts("/v1/digests", (part("name=id", "7") + part("Name = title", "t")).replace("\r", ""))
            .answers(200, "{\"id\":7,\"title\":\"t\"}"),
        parts("/v1/digests", part("name=\"title\"", "\r\n--b\r\n-- b-1\r\n --b-1\r"))
            .answers(200, "{\"title\":\"\\r\\n--b\\r\\n-- b-1\\r\\n --b-1\\r\"}"),
        parts("/v1/digests", part("name=\"labels[\\\"]\"; filename=\"a;b\"", "v"))
            .answers(200, "{\"labels\":{\"\\\"\":\"v\"}}"),
        parts("/v1/digests", "--b-1\r\ncontent-disposition: form-data; name=subtitle\r\n\r\n")
            .answers(200, "{\"subtitle\":\"\"}"),
        parts("/v1/digests", "--b-1\r\ncontent-disposition: form-data; name=title\r\n")
            .answers(400, "…part 1 cannot be read"),
        parts("/v1/digests", part("name=id", "7"), "--b-1x\r\n\r\n")
            .answers(400, "…part 2 cannot be read"),
        parts("/v1/digests", part("name=id", "7").replace("form-data", "attachment"))
            .answers(400, "…part 1 cannot be read"),
        parts("/v1/digests", part("name=id\r\nContent-Transfer-Encoding: base64", "Nw=="))
            .answers(400, "…part 1 cannot be read"),
        parts("/v1/digests", part("name=id\r\nContent-Transfer-Encoding: 8BIT", "7"))
            .answers(200, "{\"id\":7}"),
        parts("/v1/digests", part("name=id", "7") + "--b-1\r\n--b-1--", "\r\n")
            .answers(400, "…part 2 cannot be read"),
        parts("/v1/covers", part("name=\"image\"\r\nContent-Type: text/csv; a=b", "c"))
            .answers(200, "{\"image\":{\"contentType\":\"text/csv; a=b\",\"data\":\"Yw==\"}}"),
        parts("/v1/covers", part("name=\"image\"; filename=\"c\"", "c"))
            .answers(
                200,
                "{\"image\":{\"contentType\":\"application/octet-stream\",\"data\":\"Yw==\"}}"),
        parts("/v1/digests", part("name=\"tags\"", "x").repeat(1001))
            .answers(400, "…more than 1000 parts"),
        parts("/v1/digests", part("name=\"id\"", "7"), part("filename=\"x\"", "x"))
            .answers(400, "…not valid multipart/form-data: part 2 cannot be read"),
        parts("/v1/digests", part("name=\"title\"", "x".repeat(200_000))).answers(413, "…"));
  }

  /** A digest of a form with one part, which has those headers. */
  private static Case headed(String headers) {
    return parts("/v1/digests", "--b-1\r\n" + headers + "\r\n\r\n7\r\n");
  }

  private static Case unreadable(String headers) {
    return headed(headers).answers(400, "…part 1 cannot be read");
  }

  static Stream<Case> headersOfParts() {
    String id = "Content-Disposition: form-data; name=\"id\"";
    String image = "Content-Disposition: form-data; name=\"image\";";
    String file = "{\"image\":{\"contentType\":\"application/octet-stream\",\"data\":\"Nw==\"}}";
    return Stream.of(
        headed("Content-Disposition: form-data;\r\n name=\"id\"").answers(200, "{\"id\":7}"),
        headed("Content-Disposition:\r\n\tform-data\r\n ;\r\n\tname=id\r\n \r\nX: y\r\n z")
            .answers(200, "{\"id\":7}"),
        headed(image + "\r\n filename=\"x\"").uri("/v1/covers").answers(200, file),
        headed(image + "\r\n filename=\"C:\\dir\\x\"").uri("/v1/covers").answers(200, file),
        headed("content-disposition: form-data; filename=a; name\t=\tid")
            .answers(200, "{\"id\":7}"),
        headed("content-disposition: form-data; name=\tid\t; x").answers(200, "{\"id\":7}"),
        headed("Content-Disposition: form-data; name=\"labels[a\\\\\"; filename=\"]\"")
            .answers(400, "…labels[a\\\\: unknown parameter"),
        headed("Content-Disposition: form-data; name=\"labels[\\\\\\\"\\d]\"; x=\"\\\\\"")
            .answers(200, "{\"labels\":{\"\\\\\\\"\\\\d\":\"7\"}}"),
        headed(id + "\r\nContent-Type: text/plain; charset=\"UTF-8\"").answers(200, "{\"id\":7}"),
        headed(id + "\r\nContent-Type: text/plain; charset=utf-16")
            .answers(400, "…id: expected UTF-8, got text/plain; charset=utf-16"),
        headed(id)
            .with("content-type", "multipart/form-data; boundary=b-1; charset=latin1")
            .answers(415, "…(expected: charset=utf-8)"),
        parts("/v1/digests", part("name=\"title\"", "a\r\n--b-1--- b\r\nc"))
            .answers(400, "…part 2 cannot be read"),
        unreadable(id + "\r\nContent-Transfer-Encoding : base64"),
        unreadable(" " + id),
        unreadable("no header\r\n" + id),
        unreadable(id + "\r\nno header"),
        unreadable(id + "\r\n: empty"),
        unreadable(id + "\r\n" + id),
        unreadable("Content-Disposition: form-data\r\n" + id),
        unreadable("Content-Type: text/plain\r\n" + id + "\r\ncontent-type: text/html"),
        unreadable("Content-Disposition: form-data; name=\"id"),
        unreadable("Content-Disposition: form-data; name=\"id\\\""),
        unreadable(id + "; filename=\"x"),
        parts("/v1/digests", "")
            .with("content-type", "multipart/form-data; boundary=\"b-1")
            .answers(400, "…no boundary in the content type"),
        // In lines that end in LF only, a CR is content.
        parts("/v1/digests", part("name=title", "t_").replace("\r", "").replace('_', '\r'))
            .answers(200, "{\"title\":\"t\\r\"}"),
        parts("/v1/digests", part("name=title", "t\r")).answers(200, "{\"title\":\"t\\r\"}"),
        parts("/v1/digests", "").body(new byte[0]).answers(200, "{}"));
  }

  static Stream<Case> methodsWithoutARule() {
    String path = "/sluice.test.v1.BookService/";
    return Stream.of(
        post(path + "Unbound", "{\"id\":7}").answers(200, "{\"id\":7}"),
        post(path + "Unbound", "").answers(200, "{}"),
        post(path + "Unbound?id=7", "").answers(400, "…takes its fields from the body"),
        post(path + "UnboundStream", "{\"id\":7}")
            .with("accept", "application/x-ndjson")
            .answers(200, "{\"id\":7}\n"),
        get(path + "Unbound").answers(405, "…method: GET"),
        post(path + "GetBook", "{}").answers(404, "…no such path"),
        post(path + "Nothing", "{}").answers(404, "…no such path"));
  }

  @ParameterizedTest
  @MethodSource({
    "bodiesOfAnyType",
    "parts",
    "forms",
    "formsInParts",
    "headersOfParts",
    "methodsWithoutARule"
  })
  void answers(Case each) throws Exception {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      Answer answer = server.call(version, each.method(), each.uri(), each.headers(), each.body());

      assertThat(answer.status()).as("status of %s", answer).isEqualTo(each.status());
      if (each.wanted().startsWith("…")) {
        assertThat(answer.body()).contains(each.wanted().substring(1));
      } else {
        assertThat(answer.body()).isEqualTo(each.wanted());
      }
    }
  }

  @Test
  void tellsTheTypeOfABody() throws Exception {
    Case csv = post("/v1/files", "a").with("content-type", "text/csv; charset=latin1");

    assertThat(type(csv)).isEqualTo("text/csv; charset=latin1");
    assertThat(type(csv.without("content-type"))).isEqualTo("application/octet-stream");
    assertThat(type(post("/v1/pieces", "a").with("content-type", "image/png")))
        .isEqualTo("image/png");
  }

  private String type(Case each) throws Exception {
    return server
        .call(HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body())
        .headers()
        .get("content-type");
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void cutsABodyOffThatFails(HttpVersion version) throws Exception {
    Case first = post("/v1/pieces", "fail").with("content-type", "text/plain");

    Answer answer =
        server.call(version, first.method(), first.uri(), first.headers(), first.body());

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("{\"code\":15,\"message\":\"no more\"}");
    Case later = first.body(("x".repeat(100_000) + "fail").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(
            () -> server.call(version, later.method(), later.uri(), later.headers(), later.body()))
        .isNotNull();
  }
}
