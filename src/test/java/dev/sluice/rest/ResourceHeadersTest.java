package dev.sluice.rest;

import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.RestConfig;
import dev.sluice.rest.RestServer.Answer;
import dev.sluice.test.v1.Book;
import dev.sluice.test.v1.BookServiceGrpcService;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The status, Location, ETag, If-Match, If-None-Match and update mask that a contract asks for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class ResourceHeadersTest {

  private static final String NONE = "none";

  private RestServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        RestServer.of(
            BookServiceGrpcService.of(new BookService()),
            new RestConfig(
                null,
                RestServer.MAX_BODY,
                20,
                Map.of("BookService_UpdateBook_2", RestServer.LENIENT),
                true,
                RestServer.NEVER));
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private static Arguments row(Case each, String header, String value) {
    return Arguments.of(each, header, value);
  }

  static Stream<Arguments> locations() {
    return Stream.of(
        row(
            post("/v1/books", "{\"id\":7,\"title\":\"a\"}").answers(201, "…"),
            "location",
            "/v1/books/7/a"),
        row(
            post("/v1/books", "{\"id\":7,\"title\":\"a/b c?%é\"}").answers(201, "…"),
            "location",
            "/v1/books/7/a%2Fb%20c%3F%25%C3%A9"),
        row(
            post("/v1/books", "{\"id\":-7,\"title\":\"\\r\\nx: y\"}").answers(201, "…"),
            "location",
            "/v1/books/-7/%0D%0Ax%3A%20y"),
        row(post("/v1/books", "{\"id\":7}").answers(201, "…"), "location", NONE),
        row(post("/v1/books", "{\"id\":7,\"title\":\"..\"}").answers(201, "…"), "location", NONE),
        row(post("/v1/books", "{\"id\":\"x\"}").answers(400, "…"), "location", NONE),
        row(
            post("/v1/books:title", "{\"id\":7,\"title\":\"a\"}").answers(201, "\"a\""),
            "location",
            "/v1/books/7/a"),
        row(
            post("/v1/named", "{\"name\":\"shelves/1/x y\"}").answers(202, "…"),
            "location",
            "/v1/shelves/1/x%20y:open"),
        row(post("/v1/named", "{\"name\":\"shelves//1\"}").answers(202, "…"), "location", NONE),
        row(post("/v1/named", "{\"name\":\"/etc\"}").answers(202, "…"), "location", NONE),
        row(post("/v1/named", "{}").answers(202, "{}"), "location", NONE),
        row(
            post("/v1/digests", "{\"binding\":\"CLOTH\",\"revision\":\"18446744073709551615\"}")
                .answers(200, "…"),
            "location",
            "/v1/b%20b/CLOTH/18446744073709551615/false"),
        row(get("/v1/books/7").answers(200, "{\"id\":7}"), "location", NONE));
  }

  static Stream<Arguments> entityTags() {
    return Stream.of(
        row(get("/v1/books/7?etag=abc").answers(200, "…"), "etag", "\"abc\""),
        row(get("/v1/books/7/author?etag=abc").answers(200, "{}"), "etag", "\"abc\""),
        row(send("HEAD", "/v1/books/7?etag=abc", "").answers(200, ""), "etag", "\"abc\""),
        row(get("/v1/books/7").answers(200, "…"), "etag", NONE),
        row(get("/v1/books/7?etag=a%22b%20%25%0A").answers(200, "…"), "etag", "\"a%22b%20%25%0A\""),
        row(get("/v1/books/7?etag=a-gzip").answers(200, "…"), "etag", "\"a%2Dgzip\""),
        row(get("/v1/books/7?etag=a-protobuf").answers(200, "…"), "etag", "\"a%2Dprotobuf\""),
        row(get("/v1/books/7?etag=-gzip").answers(200, "…"), "etag", "\"%2Dgzip\""),
        row(get("/v1/books/7?etag=%C3%A9").answers(200, "…"), "etag", "\"%C3%A9\""),
        row(
            get("/v1/books/7?etag=" + "x".repeat(998)).answers(200, "…"),
            "etag",
            "\"" + "x".repeat(998) + "\""),
        row(get("/v1/books/7?etag=" + "x".repeat(999)).answers(200, "…"), "etag", NONE),
        row(get("/v1/books/7?etag=abc&title=gone").answers(404, "…"), "etag", NONE),
        row(
            post("/v1/named", "{\"name\":\"x\",\"revision\":\"18446744073709551615\"}")
                .answers(202, "…"),
            "etag",
            "\"18446744073709551615\""),
        row(post("/v1/named", "{\"name\":\"x\"}").answers(202, "…"), "etag", "\"0\""),
        row(post("/v1/digests", "{\"digest\":\"/+8=\"}").answers(200, "…"), "etag", "\"_-8\""),
        row(post("/v1/digests", "{}").answers(200, "…"), "etag", NONE),
        row(patch("/v1/books/7", "{\"etag\":\"abc\"}").answers(200, "…"), "etag", "\"abc\""));
  }

  static Stream<Arguments> knownAnswers() {
    Case book = get("/v1/books/7?etag=abc");
    String json = "{\"id\":7,\"etag\":\"abc\"}";
    return Stream.of(
            book.with("if-none-match", "\"abc\"").answers(304, ""),
            book.with("if-none-match", "W/\"abc\"").answers(304, ""),
            book.with("if-none-match", "\"x\", W/\"y,\" ,\t\"abc\"").answers(304, ""),
            book.with("if-none-match", "\"x\"", "\"abc\"").answers(304, ""),
            book.with("if-none-match", "*").answers(304, ""),
            send("HEAD", "/v1/books/7?etag=abc", "")
                .with("if-none-match", "\"abc\"")
                .answers(304, ""),
            get("/v1/books/7/author?etag=abc").with("if-none-match", "\"abc\"").answers(304, ""),
            book.with("if-none-match", "\"abd\"").answers(200, json),
            book.with("if-none-match", "\"ab\", \"abcd\"").answers(200, json),
            book.with("if-none-match", "\"xabc\"").answers(200, json),
            book.with("if-none-match", "abc").answers(200, json),
            book.with("if-none-match", "\"abc").answers(200, json),
            book.with("if-none-match", "x\"abc\"").answers(200, json),
            book.with("if-none-match", "").answers(200, json),
            book.with("if-match", "\"other\"").answers(200, json))
        .map(each -> row(each, "etag", "\"abc\""));
  }

  static Stream<Arguments> representations() {
    Case json = get("/v1/books/7?etag=abc");
    Case proto = json.with("accept", "application/x-protobuf");
    Case same = json.with("accept", "application/protobuf");
    return Stream.of(
        row(json.answers(200, "…abc").tells("vary", "accept"), "etag", "\"abc\""),
        row(proto.answers(200, "…abc").tells("vary", "accept"), "etag", "\"abc-protobuf\""),
        row(same.answers(200, "…abc"), "etag", "\"abc-protobuf\""),
        row(
            proto.with("if-none-match", "\"abc\"").answers(200, "…abc"),
            "etag",
            "\"abc-protobuf\""),
        row(
            proto.with("if-none-match", "W/\"abc-protobuf\"").answers(304, ""),
            "etag",
            "\"abc-protobuf\""),
        row(json.with("if-none-match", "\"abc-protobuf\"").answers(200, "…abc"), "etag", "\"abc\""),
        row(
            json.with("if-none-match", "\"abc\"")
                .answers(304, "")
                .tells("vary", "accept, accept-encoding"),
            "etag",
            "\"abc\""),
        row(
            send("HEAD", "/v1/books/7?etag=abc", "")
                .with("accept", "application/x-protobuf")
                .answers(200, "")
                .tells("vary", "accept"),
            "etag",
            "\"abc-protobuf\""),
        row(get("/v1/books/7?title=gone").answers(404, "…").tells("vary", "accept"), "etag", NONE),
        row(get("/v1/books").answers(203, "…").tells("vary", "accept"), "etag", NONE),
        row(
            get("/v1/files?contentType=a/b&data=YWJj").answers(200, "abc").tells("vary", NONE),
            "etag",
            NONE),
        row(
            post("/v1/digests", "{\"digest\":\"/+8=\"}")
                .with("accept", "application/x-protobuf")
                .answers(200, "…")
                .tells("vary", NONE),
            "etag",
            "\"_-8-protobuf\""));
  }

  static Stream<Arguments> otherAnswers() {
    return Stream.of(
            get("/v1/books/7").with("if-none-match", "*").answers(304, ""),
            get("/v1/books/7").with("if-none-match", "\"\"").answers(200, "{\"id\":7}"),
            get("/v1/books/7?title=gone").with("if-none-match", "*").answers(404, "…gone"),
            post("/v1/digests", "{}").with("if-none-match", "*").answers(200, "{}"),
            send("DELETE", "/v1/books/7", "").answers(204, ""),
            get("/v1/books").answers(203, "[{},\n{\"title\":\"last\"}]"))
        .map(each -> row(each, "location", each.uri().endsWith("digests") ? null : NONE))
        .map(
            row ->
                row.get()[2] == null
                    ? row((Case) row.get()[0], "location", "/v1/b%20b/PAPER/0/false")
                    : row);
  }

  private static Case patch(String uri, String body) {
    return send("PATCH", uri, body).with("content-type", "application/json");
  }

  static Stream<Arguments> conditions() {
    Case change = patch("/v1/books/7", "{\"title\":\"t\"}");
    Case remove = send("DELETE", "/v1/books/7", "");
    String aborted = "{\"code\":10,\"message\":\"changed since\"}";
    return Stream.of(
            change
                .with("if-match", "\"abc\"")
                .answers(
                    200,
                    "{\"book\":{\"id\":7,\"etag\":\"abc\",\"title\":\"t\"},\"updateMask\":\"title\"}"),
            change
                .with("if-match", "\"abc-gzip\"")
                .answers(200, "…\"etag\":\"abc\",\"title\":\"t\"}"),
            change.with("if-match", "\"abc%2Dgzip\"").answers(200, "…\"etag\":\"abc-gzip\""),
            change.with("if-match", "\"stale-gzip\"").answers(412, aborted),
            change
                .with("if-match", "\"-gzip\"")
                .answers(412, "…if-match: \\\"-gzip\\\" (expected: a tag that was sent)"),
            change.with("if-match", "\"abc-protobuf\"").answers(200, "…\"etag\":\"abc\","),
            change.with("if-match", "\"abc-protobuf-gzip\"").answers(200, "…\"etag\":\"abc\","),
            change.with("if-match", "\"a%2Dprotobuf\"").answers(200, "…\"etag\":\"a-protobuf\","),
            change
                .with("if-match", "\"a-gzip%2Dprotobuf-protobuf\"")
                .answers(200, "…\"etag\":\"a-gzip-protobuf\","),
            change
                .with("if-match", "\"-protobuf-gzip\"")
                .answers(412, "…\\\"-protobuf-gzip\\\" (expected: a tag that was sent)"),
            change.with("if-match", "W/\"abc-gzip\"").answers(412, "…a strong entity tag"),
            change.with("if-match", "\"abc\" \t").answers(200, "…\"etag\":\"abc\""),
            change.with("if-match", "\"a%22%20%C3%A9\"").answers(200, "…\"etag\":\"a\\\" é\""),
            change.with("if-match", "\"50%\"").answers(200, "…\"etag\":\"50%\""),
            change
                .with("if-match", "\"\"")
                .answers(
                    412,
                    "{\"code\":10,\"message\":\"if-match: \\\"\\\" (expected: a tag that was sent)\"}"),
            change
                .with("if-match", "*")
                .answers(200, "{\"book\":{\"id\":7,\"title\":\"t\"},\"updateMask\":\"title\"}"),
            change.with("if-match", "\"stale\"").answers(412, aborted),
            change
                .with("if-match", "\"stale\"")
                .with("accept", "application/problem+json")
                .answers(412, "…\"title\":\"Precondition Failed\",\"status\":412"),
            change
                .with("if-match", "W/\"abc\"")
                .answers(
                    412,
                    "{\"code\":10,\"message\":\"if-match: W/\\\"abc\\\" (expected: a strong entity tag)\"}"),
            change.with("if-match", "\"a\", \"b\"").answers(400, "…\"field\":\"if-match\""),
            change
                .with("if-match", "\"a\"", "\"b\"")
                .answers(400, "…one entity tag in quotes, or *"),
            change.with("if-match", "\"a\", *").answers(400, "…one entity tag"),
            change.with("if-match", "abc").answers(400, "…if-match: abc (expected"),
            change.with("if-match", "").answers(400, "…one entity tag"),
            change.with("if-match", "\"").answers(400, "…one entity tag"),
            change.with("if-match", "\"a b\"").answers(400, "…one entity tag"),
            change.with("if-match", "w/\"a\"").answers(400, "…one entity tag"),
            change.with("if-match", "\"" + "x".repeat(500)).answers(400, "…xxx…"),
            patch("/v1/books/7", "{\"etag\":\"abc\"}")
                .with("if-match", "\"abc\"")
                .answers(200, "…\"etag\":\"abc\""),
            patch("/v1/books/7", "{\"etag\":\"abd\"}")
                .with("if-match", "\"abc\"")
                .answers(400, "…if-match: differs from book.etag, which is given as well"),
            patch("/v1/books/7", "{\"etag\":\"stale\"}").answers(409, aborted),
            patch("/v1/books/7", "{\"etag\":\"stale\"}")
                .with("if-match", "*")
                .answers(409, aborted),
            patch("/v1/books/7", "{\"lent\":true}")
                .with("if-match", "\"abc\"")
                .answers(412, aborted),
            patch("/v1/books/7", "{\"lent\":true}").answers(409, aborted),
            remove.with("if-match", "\"2\"").answers(204, ""),
            remove.with("if-match", "\"2-gzip\"").answers(204, ""),
            remove.with("if-match", "\"1\"").answers(412, aborted),
            remove.with("if-match", "\"abc\"").answers(412, "…if-match: expected uint64"),
            remove.with("if-match", "\"0\"").answers(412, "…a tag that was sent"),
            remove.with("if-match", "\"\"").answers(412, "…if-match: "),
            remove.with("if-match", "\"-1\"").answers(412, "…if-match: "),
            send("DELETE", "/v1/books/7?revision=1", "").answers(409, aborted),
            send("DELETE", "/v1/books/7?revision=2", "").with("if-match", "\"2\"").answers(204, ""),
            send("DELETE", "/v1/books/7?revision=3", "")
                .with("if-match", "\"2\"")
                .answers(400, "…differs from revision"),
            post("/v1/digests", "{}")
                .with("if-match", "\"_-8\"")
                .answers(200, "{\"digest\":\"/+8=\"}"),
            post("/v1/digests", "{}").with("if-match", "\"!\"").answers(412, "…if-match"),
            post("/v1/books", "{\"id\":1}").with("if-match", "nonsense").answers(201, "{\"id\":1}"))
        .map(each -> row(each, "x-none", NONE));
  }

  static Stream<Arguments> masks() {
    byte[] proto =
        Book.newBuilder()
            .setId(9)
            .setTitle("t")
            .setAuthor(Book.Author.newBuilder().setName("n"))
            .addTags("x")
            .setPageCount(0)
            .setNothing(com.google.protobuf.Empty.getDefaultInstance())
            .build()
            .toByteArray();
    return Stream.of(
            mask("{\"title\":\"t\"}", "title"),
            mask("{\"title\":\"\"}", "title"),
            mask("{\"title\":null,\"lent\":false,\"pageCount\":0}", "title,lent,pageCount"),
            mask("{\"page_count\":3}", "pageCount"),
            mask(
                "{\"author\":{\"name\":\"n\",\"teacher\":{\"born\":0}}}",
                "author.name,author.teacher.born"),
            mask("{\"author\":null}", "author"),
            mask("{\"author\":{\"name\":null}}", "author.name"),
            mask("{\"author\":{}}", ""),
            mask("{\"tags\":[],\"labels\":{\"a\":\"b\"}}", "tags,labels"),
            mask(
                "{\"notes\":{\"a\":{\"b\":1}},\"published\":\"2026-01-01T00:00:00Z\",\"subtitle\":\"s\"}",
                "notes,published,subtitle"),
            mask("{\"nothing\":{}}", "nothing"),
            mask(
                "{\"id\":3,\"etag\":\"e\",\"updated\":\"2026-01-01T00:00:00Z\",\"name\":\"n\"}",
                "name"),
            mask("{}", ""),
            mask("", ""),
            patch("/v1/books/7?updateMask=name", "{\"title\":\"t\"}")
                .answers(200, "…\"updateMask\":\"name\"}"),
            patch("/v1/books/7?updateMask=", "{\"title\":\"t\"}")
                .answers(200, "…\"updateMask\":\"title\"}"),
            patch("/v1/books/7", "{\"nope\":1}").answers(400, "…nope: unknown field"),
            patch("/v1/books/7", "{\"title\":")
                .answers(400, "…book.title: the JSON ends too early"),
            patch("/v1/books:whole", "{\"book\":{\"title\":\"t\"}}")
                .answers(200, "{\"book\":{\"title\":\"t\"}}"),
            patch("/v1/books/7/tags", "\"title\"")
                .answers(200, "{\"book\":{\"id\":7},\"updateMask\":\"title\"}"),
            send("PUT", "/v1/books/7", "{\"title\":\"t\",\"nope\":{\"x\":1}}")
                .answers(200, "{\"book\":{\"id\":7,\"title\":\"t\"}}"),
            patch("/v1/books/7", "")
                .body(proto)
                .with("content-type", "application/x-protobuf")
                .with("accept", "application/json")
                .answers(200, "…\"updateMask\":\"title,author.name,tags,nothing,pageCount\"}"),
            patch("/v1/books/7", "")
                .body(new byte[0])
                .with("content-type", "application/x-protobuf")
                .with("accept", "application/json")
                .answers(200, "{\"book\":{\"id\":7},\"updateMask\":\"\"}"))
        .map(each -> row(each, "x-none", NONE));
  }

  private static Case mask(String body, String paths) {
    return patch("/v1/books/7", body).answers(200, "…,\"updateMask\":\"" + paths + "\"}");
  }

  @ParameterizedTest
  @MethodSource({
    "locations",
    "entityTags",
    "knownAnswers",
    "representations",
    "otherAnswers",
    "conditions",
    "masks"
  })
  void answers(Case each, String header, String value) throws Exception {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      Answer answer = server.call(version, each.method(), each.uri(), each.headers(), each.body());

      assertThat(answer.status()).as("status of %s", answer).isEqualTo(each.status());
      if (each.wanted().startsWith("…")) {
        assertThat(answer.body()).contains(each.wanted().substring(1));
      } else {
        assertThat(answer.body()).isEqualTo(each.wanted());
      }
      assertThat(answer.headers().get(header)).isEqualTo(value.equals(NONE) ? null : value);
      if (answer.status() == 304) {
        assertThat(answer.headers().contains("content-type")).isFalse();
        assertThat(answer.headers().get("content-length")).isIn(null, "0");
      }
    }
  }
}
