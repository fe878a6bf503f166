package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The streams of RouteGuide, from the contract to the service, as the server serves them. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class RouteGuideStreamsOverRestTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static ServerVerticle server;

  @BeforeAll
  static void start() throws Exception {
    server = new ServerVerticle();
    JsonObject conf = new JsonObject().put("host", "localhost").put("port", 0);
    VERTX
        .deployVerticle(server, new DeploymentOptions().setConfig(conf))
        .toCompletionStage()
        .toCompletableFuture()
        .get(15, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
  }

  private static HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.actualPort() + uri));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static final String FEATURES =
      "/v1/features?lo.latitude=400000000&lo.longitude=-750000000"
          + "&hi.latitude=420000000&hi.longitude=-730000000";

  @Test
  void listsTheFeaturesOfARectangleInEachFormat() throws Exception {
    JsonArray array = new JsonArray(send(request(FEATURES)).body());
    assertThat(array.size()).isGreaterThan(10);
    long lines =
        send(request(FEATURES).header("accept", "application/x-ndjson")).body().lines().count();
    assertThat(lines).isEqualTo(array.size());
    String events = send(request(FEATURES).header("accept", "text/event-stream")).body();
    assertThat(events).contains("\nid: " + array.size() + "\n").endsWith("event: end\ndata:\n\n");
  }

  @Test
  void answersHeadAsTheFormatSaysAndWithoutALength() throws Exception {
    HttpResponse<String> answer =
        send(
            request(FEATURES)
                .header("accept", "text/event-stream")
                .method("HEAD", BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("text/event-stream;charset=utf-8");
    assertThat(answer.headers().firstValue("content-length")).isEmpty();
  }

  @Test
  void recordsARoute() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/v1/routes:record")
                .header("content-type", "application/x-ndjson")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"latitude":407838351,"longitude":-746143763}
                        {"latitude":408122808,"longitude":-743999179}
                        """)));
    assertThat(new JsonObject(answer.body()).getInteger("pointCount")).isEqualTo(2);
  }

  @Test
  void chats() throws Exception {
    String note = "{\"location\":{\"latitude\":1,\"longitude\":2},\"message\":\"%s\"}";
    HttpResponse<String> answer =
        send(
            request("/v1/routes:chat")
                .POST(
                    BodyPublishers.ofString(
                        "[" + note.formatted("one") + "," + note.formatted("two") + "]")));
    assertThat(new JsonArray(answer.body()).getJsonObject(0).getString("message")).isEqualTo("one");
  }

  @Test
  void namesTheElementThatIsAtFault() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/v1/routes:record")
                .POST(BodyPublishers.ofString("[{\"latitude\":1},{\"latitude\":\"x\"}]")));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"[1].latitude\"");
  }
}
