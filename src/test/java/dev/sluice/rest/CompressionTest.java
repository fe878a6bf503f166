package dev.sluice.rest;

import static dev.sluice.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import dev.sluice.test.v1.Book;
import dev.sluice.test.v1.BookServiceGrpcService;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class CompressionTest {

  private static final int MAX_BODY = 4 << 20;
  private static final String LONG = "{\"title\":\"" + "long ".repeat(400) + "\"}";

  private RestServer books;
  private RestServer streams;

  @BeforeAll
  void start() throws Exception {
    books = RestServer.of(BookServiceGrpcService.of(new BookService()), config(new JsonObject()));
    streams =
        RestServer.of(
            EverythingServiceGrpcService.of(new StreamService()),
            config(new JsonObject().put("streams", true)));
  }

  private static dev.sluice.config.RestConfig config(JsonObject compression) {
    JsonObject rest = new JsonObject().put("compression", compression);
    return SluiceConfig.parse(new JsonObject().put("rest", rest)).rest();
  }

  @AfterAll
  void stop() throws Exception {
    books.close();
    streams.close();
  }

  /** An answer with the bytes of its body. */
  private record Raw(
      int status,
      @Nullable String encoding,
      @Nullable String vary,
      @Nullable String etag,
      Buffer body) {

    String text() throws IOException {
      return new String(bytes(), UTF_8);
    }

    byte[] bytes() throws IOException {
      return encoding == null
          ? body.getBytes()
          : new GZIPInputStream(new ByteArrayInputStream(body.getBytes())).readAllBytes();
    }
  }

  private static Raw call(RestServer server, Case each) throws Exception {
    Promise<Raw> raw = Promise.promise();
    server
        .context()
        .runOnContext(
            v ->
                server
                    .client(HttpVersion.HTTP_1_1)
                    .request(
                        HttpMethod.valueOf(each.method()), server.port(), "127.0.0.1", each.uri())
                    .compose(
                        request -> {
                          for (Map.Entry<String, List<String>> header : each.headers().entrySet()) {
                            request.headers().add(header.getKey(), header.getValue());
                          }
                          return each.method().equals("GET")
                              ? request.send()
                              : request.send(each.body());
                        })
                    .compose(response -> response.body().map(body -> raw(response, body)))
                    .onComplete(raw));
    return await(raw.future());
  }

  private static Raw raw(HttpClientResponse response, Buffer body) {
    return new Raw(
        response.statusCode(),
        response.getHeader("content-encoding"),
        response.getHeader("vary"),
        response.getHeader("etag"),
        body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "gzip                     | gzip",
        "GZIP, deflate            | gzip",
        "deflate, gzip;q=0.5      | gzip",
        "br, *                    | gzip",
        "x-gzip                   | gzip",
        "gzip;q=0, *              | -",
        "gzip; q=0.000            | -",
        "*;q=0                    | -",
        "deflate, br              | -",
        "identity                 | -",
        "gzipped                  | -",
        "''                       | -",
      })
  void compressesForClientsThatTakeIt(String accepted, @Nullable String encoding) throws Exception {
    Raw raw = call(books, Case.post("/v1/digests", LONG).with("accept-encoding", accepted));

    assertThat(raw.encoding()).isEqualTo(encoding);
    assertThat(raw.vary()).isEqualTo("accept-encoding");
    assertThat(raw.text()).isEqualTo(LONG);
    if (encoding != null) {
      assertThat(raw.body().length()).isLessThan(LONG.length() / 10);
    }
  }

  @Test
  void leavesAnswersAsTheyAreWhereItDoesNotPay() throws Exception {
    byte[] noise = new byte[3000];
    new Random(1).nextBytes(noise);
    byte[] proto =
        Book.newBuilder()
            .setDigest(com.google.protobuf.ByteString.copyFrom(noise))
            .build()
            .toByteArray();
    Case small = Case.post("/v1/digests", "{\"id\":1}").with("accept-encoding", "gzip");
    Case random = small.body(proto).with("content-type", "application/x-protobuf");

    assertThat(call(books, small).encoding()).isNull();
    assertThat(call(books, small).vary()).isNull();
    assertThat(call(books, random).encoding()).isNull();
    assertThat(call(books, random).body().getBytes()).isEqualTo(proto);
  }

  @Test
  void leavesAnswersAsTheyAreWhereItIsOff() throws Exception {
    try (RestServer off =
        RestServer.of(
            BookServiceGrpcService.of(new BookService()),
            config(new JsonObject().put("enabled", false)))) {
      Raw raw = call(off, Case.post("/v1/digests", LONG).with("accept-encoding", "gzip"));

      assertThat(raw.encoding()).isNull();
      assertThat(raw.vary()).isNull();
      Case book = Case.get("/v1/books/7?etag=abc").with("accept-encoding", "gzip");
      assertThat(call(off, book.with("if-none-match", "\"abc-gzip\"")).status()).isEqualTo(200);
      Raw known = call(off, book.with("if-none-match", "\"abc\""));
      assertThat(known.status()).isEqualTo(304);
      assertThat(known.vary()).isEqualTo("accept");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "abc      | -                   | -    | 200 | \"abc\"",
        "abc      | -                   | gzip | 200 | \"abc-gzip\"",
        "abc      | \"abc-gzip\"          | gzip | 304 | \"abc-gzip\"",
        "abc      | W/\"abc-gzip\"        | gzip | 304 | \"abc-gzip\"",
        "abc      | \"abc\"               | gzip | 304 | \"abc\"",
        "abc      | \"abc\", \"abc-gzip\" | gzip | 304 | \"abc-gzip\"",
        "abc      | \"abc\", \"abc-gzip\" | -    | 304 | \"abc\"",
        "abc      | *                   | gzip | 304 | \"abc\"",
        "abc      | \"abc-gzip\"          | -    | 200 | \"abc\"",
        "abc      | \"abd-gzip\", \"abd\" | gzip | 200 | \"abc-gzip\"",
        "abc-gzip | -                   | -    | 200 | \"abc%2Dgzip\"",
        "abc-gzip | -                   | gzip | 200 | \"abc%2Dgzip-gzip\"",
        "abc-gzip | \"abc-gzip\"          | gzip | 200 | \"abc%2Dgzip-gzip\"",
        "abc-gzip | \"abc%2Dgzip-gzip\"   | gzip | 304 | \"abc%2Dgzip-gzip\"",
      })
  void tellsACompressedAnswerFromTheOtherByItsTag(
      String value, @Nullable String known, @Nullable String accepted, int status, String tag)
      throws Exception {
    Case book = Case.get("/v1/books/7?etag=" + value + "&title=" + "x".repeat(1500));
    Case asked = known == null ? book : book.with("if-none-match", known);

    Raw raw = call(books, accepted == null ? asked : asked.with("accept-encoding", accepted));

    assertThat(raw.status()).isEqualTo(status);
    assertThat(raw.etag()).isEqualTo(tag);
    assertThat(raw.vary()).isEqualTo("accept, accept-encoding");
    assertThat(raw.encoding()).isEqualTo(status == 200 ? accepted : null);
  }

  private static byte[] gzip(String text) throws IOException {
    return gzip(text.getBytes(UTF_8));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] byteByByte(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      out.write(gzip(text.substring(i, i + 1)));
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.write(part);
    }
    return out.toByteArray();
  }

  /** A header with every optional part, before the content of another member. */
  private static byte[] withFullHeader(byte[] member) throws IOException {
    byte[] header = Arrays.copyOf(member, 10);
    header[3] = 2 | 4 | 8 | 16;
    byte[] parts = {3, 0, 'a', 'b', 'c', 'n', 0, 'c', 'c', 0, 1, 2};
    return join(header, parts, Arrays.copyOfRange(member, 10, member.length));
  }

  private static byte[] changed(byte[] bytes, int index) {
    byte[] copy = bytes.clone();
    copy[index < 0 ? copy.length + index : index] ^= 1;
    return copy;
  }

  static Stream<Arguments> bodies() throws IOException {
    byte[] good = gzip("{\"id\":7}");
    byte[] emptyExtra =
        join(Arrays.copyOf(good, 10), new byte[2], Arrays.copyOfRange(good, 10, good.length));
    emptyExtra[3] = 4;
    return Stream.of(
        Arguments.of("a member", good, 200),
        Arguments.of("two members", join(gzip("{\"id\""), gzip(":7}")), 200),
        Arguments.of("an empty member", join(gzip(""), good), 200),
        Arguments.of(
            "a member for each byte", byteByByte("{\"id\":" + " ".repeat(20_000) + "7}"), 200),
        Arguments.of("a full header", withFullHeader(good), 200),
        Arguments.of("an extra field without content", emptyExtra, 200),
        Arguments.of("no gzip", "{\"id\":7}".getBytes(UTF_8), 400),
        Arguments.of("one byte", new byte[] {0x1F}, 400),
        Arguments.of("a cut header", Arrays.copyOf(good, 9), 400),
        Arguments.of("cut content", Arrays.copyOf(good, 14), 400),
        Arguments.of("no trailer", Arrays.copyOf(good, good.length - 8), 400),
        Arguments.of("a cut trailer", Arrays.copyOf(good, good.length - 1), 400),
        Arguments.of("a wrong sum", changed(good, -8), 400),
        Arguments.of("a wrong length", changed(good, -1), 400),
        Arguments.of("a wrong method", changed(good, 2), 400),
        Arguments.of(
            "a reserved flag", join(new byte[] {0x1F, (byte) 0x8B, 8, 64}, new byte[20]), 400),
        Arguments.of(
            "broken content", join(Arrays.copyOf(good, 10), new byte[] {-1, -1, -1, -1}), 400),
        Arguments.of("more after the end", join(good, new byte[] {1, 2, 3}), 400),
        Arguments.of("zeros after the end", join(good, new byte[3]), 400),
        Arguments.of("wrong JSON", gzip("{\"id\":"), 400),
        Arguments.of("more than a body may have", gzip(" ".repeat(MAX_BODY + 1)), 413),
        Arguments.of("much more", gzip(" ".repeat(100 << 20)), 413),
        Arguments.of("suspiciously much", gzip(" ".repeat(2 << 20) + "{\"id\":7}"), 413),
        Arguments.of("much, but not suspicious", gzip("{\"id\":7}" + " ".repeat(1 << 19)), 200));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void inflatesBodies(String what, byte[] body, int status) throws Exception {
    Case each = Case.post("/v1/digests", "").body(body).with("content-encoding", "gzip");

    Raw raw = call(books, each);

    assertThat(raw.status()).as(what).isEqualTo(status);
    assertThat(raw.text()).contains(status == 200 ? "{\"id\":7}" : "\"message\":");
    assertThat(call(books, Case.post("/v1/digests", "{\"id\":8}")).status()).isEqualTo(200);
  }

  @Test
  void inflatesNoBodyWhereThereIsNone() throws Exception {
    Case none = Case.post("/v1/digests", "").with("content-encoding", "gzip");

    assertThat(call(books, none).text()).isEqualTo("{}");
  }

  @Test
  void compressesStreamsAndInflatesThem() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append("{\"aString\":\"").append(i).append("\"}\n");
    }
    Case chat =
        Case.post("/v1/chat", "")
            .body(gzip(lines.toString()))
            .with("content-type", "application/x-ndjson")
            .with("content-encoding", "gzip")
            .with("accept-encoding", "gzip");

    Raw raw = call(streams, chat);

    assertThat(raw.status()).isEqualTo(200);
    assertThat(raw.encoding()).isEqualTo("gzip");
    assertThat(raw.text()).isEqualTo(lines.toString());
    assertThat(raw.body().length()).isLessThan(lines.length() / 2);
  }

  @Test
  void compressesStreamsOfProtobufAndInflatesThem() throws Exception {
    List<Everything> messages =
        IntStream.range(0, 20_000)
            .mapToObj(i -> Everything.newBuilder().setAString("x".repeat(i % 300)).build())
            .toList();
    byte[] plain = Delimited.bytes(messages);
    Case chat =
        Case.post("/v1/chat", "")
            .body(gzip(plain))
            .with("content-type", Delimited.TYPE)
            .with("content-encoding", "gzip")
            .with("accept-encoding", "gzip");

    Raw raw = call(streams, chat);

    assertThat(raw.encoding()).isEqualTo("gzip");
    assertThat(raw.body().length()).isLessThan(plain.length / 2);
    assertThat(Delimited.read(raw.bytes(), Everything.getDefaultInstance())).isEqualTo(messages);
    Case other = chat.with("accept", "application/x-ndjson").with("accept-encoding", "identity");
    assertThat(call(streams, other).text().lines()).hasSize(20_000);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3, the body is not valid gzip",
    "3, 0, element 1: the body ends within the message",
    "4, 0, element 1: the body ends within the length",
    "1000000, 0, element 1: the message is larger than the"
  })
  void refusesAStreamOfProtobufThatIsCut(int length, int cut, String message) throws Exception {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    Everything.newBuilder().setAnInt32(1).build().writeDelimitedTo(plain);
    plain.writeBytes(
        switch (length) {
          case 0 -> new byte[0];
          case 3 -> new byte[] {3, 0x18};
          case 4 -> new byte[] {(byte) 0x80};
          default -> new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7};
        });
    byte[] body = gzip(plain.toByteArray());
    Case join =
        Case.post("/v1/join", "")
            .body(Arrays.copyOf(body, body.length - cut))
            .with("content-type", Delimited.TYPE)
            .with("content-encoding", "gzip")
            .with("accept", "application/json");

    assertThat(call(streams, join).text()).contains(message);
  }

  @Test
  void inflatesFormsThatAreStreamsOfOne() throws Exception {
    Case form = Case.post("/v1/join", "").body(gzip("anInt32=7")).with("content-encoding", "gzip");
    String part = "--b\r\nContent-Disposition: form-data; name=\"anInt32\"\r\n\r\n7\r\n--b--\r\n";

    assertThat(call(streams, form.with("content-type", "application/x-www-form-urlencoded")).text())
        .isEqualTo("{\"numbers\":[7]}");
    Case parts = form.body(gzip(part)).with("content-type", "multipart/form-data; boundary=b");
    assertThat(call(streams, parts).text()).isEqualTo("{\"numbers\":[7]}");
  }

  @Test
  void tellsWhereAStreamIsCut() throws Exception {
    byte[] body = gzip("{\"aString\":\"a\"}\n");
    Case chat =
        Case.post("/v1/chat", "")
            .body(Arrays.copyOf(body, body.length - 3))
            .with("content-type", "application/x-ndjson")
            .with("content-encoding", "gzip");

    assertThat(call(streams, chat).text())
        .isEqualTo(
            """
            {"aString":"a"}
            {"error":{"code":3,"message":"the body is not valid gzip"}}
            """);
  }
}
