package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The address book, from the contract to the file, as the server serves it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class AddressBookOverRestTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String ADA =
      "{\"name\":\"Ada Lovelace\",\"email\":\"ada@example.org\","
          + "\"phones\":[{\"number\":\"+44 20 7946 0000\",\"type\":\"HOME\"}]}";

  @TempDir private Path folder;
  private Vertx vertx;
  private ServerVerticle server;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    server = new ServerVerticle();
    JsonObject book = new JsonObject().put("file", folder.resolve("people.book").toString());
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", 0)
            .put("services", new JsonObject().put("addressbook", book));
    vertx
        .deployVerticle(server, new DeploymentOptions().setConfig(conf))
        .toCompletionStage()
        .toCompletableFuture()
        .get(15, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
  }

  private HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.actualPort() + uri));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String uri, String body) throws Exception {
    return send(request(uri).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> patch(String uri, String body, String... headers) throws Exception {
    HttpRequest.Builder request = request(uri).method("PATCH", BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  @Test
  void tellsWhereAPersonWhoWasAddedIs() throws Exception {
    HttpResponse<String> created = post("/v1/people", ADA);

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("location")).contains("/v1/people/1");
    HttpResponse<String> got = send(request("/v1/people/1"));
    assertThat(got.body()).isEqualTo(created.body());
    assertThat(got.headers().firstValue("etag"))
        .isEqualTo(created.headers().firstValue("etag"))
        .contains('"' + new JsonObject(got.body()).getString("etag") + '"');
    assertThat(post("/v1/people", ADA.replace("{\"name", "{\"id\":1,\"name")).statusCode())
        .isEqualTo(409);
  }

  @Test
  void changesWhatABodyGivesAndHeedsIfMatch() throws Exception {
    String etag = post("/v1/people", ADA).headers().firstValue("etag").orElseThrow();

    HttpResponse<String> changed = patch("/v1/people/1", "{\"email\":\"\"}", "If-Match", etag);

    assertThat(new JsonObject(changed.body()).getMap())
        .containsEntry("name", "Ada Lovelace")
        .containsKey("phones")
        .doesNotContainKey("email");
    assertThat(patch("/v1/people/1", "{\"name\":\"A\"}", "If-Match", etag).statusCode())
        .isEqualTo(412);
    assertThat(patch("/v1/people/1?update_mask=*", "{\"name\":\"A\"}").body())
        .doesNotContain("phones");
    assertThat(patch("/v1/people/1", "{\"name\":\"\"}").statusCode()).isEqualTo(400);
    assertThat(send(request("/v1/people/1").DELETE().header("If-Match", etag)).statusCode())
        .isEqualTo(412);
    assertThat(send(request("/v1/people/1").DELETE()).statusCode()).isEqualTo(200);
    assertThat(send(request("/v1/people/1")).statusCode()).isEqualTo(404);
  }

  @Test
  void changesNothingForAnEmptyTag() throws Exception {
    String added = post("/v1/people", ADA).body();

    assertThat(patch("/v1/people/1", "{\"name\":\"A\"}", "If-Match", "\"\"").statusCode())
        .isEqualTo(412);
    assertThat(send(request("/v1/people/1").DELETE().header("If-Match", "\"\"")).statusCode())
        .isEqualTo(412);
    assertThat(send(request("/v1/people/1")).body()).isEqualTo(added);
  }

  @Test
  void takesBackWhatItSentAsAWhole() throws Exception {
    String sent = post("/v1/people", ADA).body();

    HttpResponse<String> changed = patch("/v1/people/1", sent.replace("Ada", "Augusta"));

    assertThat(new JsonObject(changed.body()).getString("name")).isEqualTo("Augusta Lovelace");
  }

  @Test
  void listsPageByPageAndByFilter() throws Exception {
    post(
        "/v1/people:batchCreate",
        "{\"requests\":[{\"person\":{\"name\":\"A\"}},{\"person\":{\"name\":\"B\"}},"
            + "{\"person\":"
            + ADA
            + "}]}");

    JsonObject first = new JsonObject(send(request("/v1/people?page_size=2")).body());
    assertThat(first.getJsonArray("people")).hasSize(2);
    JsonObject second =
        new JsonObject(
            send(request("/v1/people?page_size=2&page_token=" + first.getString("nextPageToken")))
                .body());
    assertThat(second.getJsonArray("people")).hasSize(1);
    assertThat(second.containsKey("nextPageToken")).isFalse();
    String filter =
        URLEncoder.encode("name:\"love\" AND phones.type = HOME", StandardCharsets.UTF_8);
    assertThat(
            new JsonObject(send(request("/v1/people?filter=" + filter)).body())
                .getJsonArray("people"))
        .hasSize(1);
    HttpResponse<String> refused = send(request("/v1/people?filter=name"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("\"field\":\"filter\"");
  }

  @Test
  void namesEachFieldThatBreaksARule() throws Exception {
    HttpResponse<String> refused =
        post("/v1/people", "{\"name\":\" \",\"email\":\"x\",\"phones\":[{\"number\":\"1\"}]}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("person.email", "person.phones[0].number", "blank");
  }

  @Test
  void importsAndExports() throws Exception {
    HttpResponse<String> imported =
        post(
            "/v1/people:import",
            "[{\"person\":{\"id\":2,\"name\":\"B\"}},{\"person\":{\"id\":1,\"name\":\"A\"}},"
                + "{\"person\":{\"id\":2,\"name\":\"C\"}}]");

    assertThat(new JsonObject(imported.body()).getMap())
        .containsEntry("createdCount", "2")
        .containsEntry("existingCount", "1");
    assertThat(new JsonArray(send(request("/v1/people:export")).body())).hasSize(2);
    assertThat(send(request("/v1/people:export").header("accept", "application/x-ndjson")).body())
        .containsSubsequence("\"A\"", "\n", "\"B\"", "\n");
  }

  @Test
  void tellsWatchersOfChanges() throws Exception {
    HttpResponse<InputStream> watch =
        CLIENT.send(
            request("/v1/people:watch").header("accept", "text/event-stream").build(),
            BodyHandlers.ofInputStream());
    assertThat(watch.statusCode()).isEqualTo(200);

    post("/v1/people", ADA);
    patch("/v1/people/1", "{\"name\":\"A\"}");
    send(request("/v1/people/1").DELETE());

    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.lines().filter(line -> line.startsWith("data:")).limit(3))
          .satisfiesExactly(
              line -> assertThat(line).contains("CREATED", "Ada Lovelace"),
              line -> assertThat(line).contains("UPDATED", "\"A\""),
              line -> assertThat(line).contains("DELETED", "\"A\""));
    }
  }
}
