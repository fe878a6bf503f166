package dev.sluice.rest;

import static dev.sluice.Waiting.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import dev.sluice.call.RunOn;
import dev.sluice.call.ServiceProvider;
import dev.sluice.config.Threads;
import dev.sluice.server.ServerVerticle;
import dev.sluice.test.v1.BitServiceGrpcService;
import dev.sluice.test.v1.BitServiceService;
import dev.sluice.test.v1.GetBitRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.StatusException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of bodies that services stream. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StreamedPartTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PIECE = 1 << 16;

  private final Vertx vertx = Vertx.vertx();
  private Pictures pictures;
  private ServerVerticle server;

  /** Has an endless picture, and one that breaks. */
  private static class Pictures extends BitServiceService implements ServiceProvider {

    final CompletableFuture<Throwable> endlessEnded = new CompletableFuture<>();

    @Override
    public String name() {
      return "pictures";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(BitServiceGrpcService.of(this));
    }

    @Override
    protected void streamPicture(GetBitRequest request, WriteStream<HttpBody> stream) {
      GrpcServerResponse<?, HttpBody> response = (GrpcServerResponse<?, HttpBody>) stream;
      switch (request.getName()) {
        case "shelves/1/bits/endless" -> {
          response.exceptionHandler(endlessEnded::complete);
          response.drainHandler(v -> fill(response));
          fill(response);
        }
        case "shelves/1/bits/broken" -> {
          response.write(piece("0123"));
          response.fail(new StatusException(GrpcStatus.DATA_LOSS, "the disk is gone"));
        }
        default -> throw new IllegalArgumentException(request.getName());
      }
    }

    private static void fill(WriteStream<HttpBody> response) {
      while (!response.writeQueueFull()) {
        response.write(piece("x".repeat(PIECE)));
      }
    }

    private static HttpBody piece(String text) {
      return HttpBody.newBuilder()
          .setContentType("text/plain")
          .setData(ByteString.copyFromUtf8(text))
          .build();
    }
  }

  private void start(boolean onWorkers) throws Exception {
    pictures = onWorkers ? new PicturesOnWorkers() : new Pictures();
    server = new ServerVerticle(List.of(pictures));
    JsonObject conf = new JsonObject().put("host", "127.0.0.1").put("port", 0);
    await(vertx.deployVerticle(server, new DeploymentOptions().setConfig(conf)));
  }

  @RunOn(Threads.WORKER)
  private static final class PicturesOnWorkers extends Pictures {}

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private HttpResponse<String> get(String bit, String range) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/v1/shelves/1/bits/" + bit);
    return HTTP.send(
        HttpRequest.newBuilder(uri).header("range", range).timeout(Duration.ofSeconds(20)).build(),
        BodyHandlers.ofString());
  }

  private static String contentRange(HttpResponse<?> response) {
    return response.headers().firstValue("content-range").orElse("none");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endTheCallOfAServiceThatHasMore(boolean onWorkers) throws Exception {
    start(onWorkers);
    int last = (1 << 20) - 1;
    HttpResponse<String> part = get("endless/picture:stream", "bytes=5-" + last);

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(contentRange(part)).isEqualTo("bytes 5-" + last + "/*");
    assertThat(part.body()).hasSize(last - 4);
    assertThat(pictures.endlessEnded.get(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status()).isEqualTo(GrpcStatus.CANCELLED));
  }

  @Test
  void leaveTheConnectionToTheNextRequest() throws Exception {
    start(false);
    String uri = "/v1/shelves/1/bits/endless/picture:stream";
    String request =
        String.join("\r\n", "GET " + uri + " HTTP/1.1", "host: a", "range: bytes=1-3", "", "");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      socket.setSoTimeout(20_000);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      for (int i = 0; i < 3; i++) {
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        assertThat(in.readLine()).isEqualTo("HTTP/1.1 206 Partial Content");
        String line = in.readLine();
        while (!line.isEmpty()) {
          line = in.readLine();
        }
        char[] body = new char[3];
        assertThat(in.read(body)).isEqualTo(3);
        assertThat(body).containsOnly('x');
      }
    }
  }

  @Test
  void areNotAnsweredByHalfWhereTheServiceFails() throws Exception {
    start(false);
    HttpResponse<String> part = get("broken/picture:stream", "bytes=0-9");

    assertThat(part.statusCode()).isEqualTo(500);
    assertThat(part.body()).contains("the disk is gone");
    assertThat(contentRange(part)).isEqualTo("none");
  }
}
