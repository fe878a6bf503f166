package dev.sluice.rest;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import dev.sluice.call.ServerCall;
import dev.sluice.call.ServiceProvider;
import dev.sluice.server.ServerVerticle;
import dev.sluice.test.v1.BitPicture;
import dev.sluice.test.v1.BitServiceGrpcService;
import dev.sluice.test.v1.BitServiceService;
import dev.sluice.test.v1.GetBitRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.StatusException;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of bodies that services stream, or take out by themselves. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StreamedPartTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PIECE = 1 << 16;

  private final Vertx vertx = Vertx.vertx();
  private final Pictures pictures = new Pictures();
  private final ServerVerticle server = new ServerVerticle(List.of(pictures));

  /** Has an endless picture, one that breaks, and others whose parts it takes out by itself. */
  private static final class Pictures extends BitServiceService implements ServiceProvider {

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
        default -> {
          tellRange(response);
          response.write(piece("23"));
          response.end(piece("4"));
        }
      }
    }

    private static void fill(WriteStream<HttpBody> response) {
      while (!response.writeQueueFull()) {
        response.write(piece("x".repeat(PIECE)));
      }
    }

    @Override
    public Future<BitPicture> getPicture(GetBitRequest request) {
      tellRange(ServerCall.current().response());
      return Future.succeededFuture(BitPicture.newBuilder().setPicture(piece("234")).build());
    }

    private static void tellRange(GrpcServerResponse<?, ?> response) {
      String range = ServerCall.current().headers().get("range");
      assertThat(range).isEqualTo("bytes=2-4");
      response.headers().set("content-range", "bytes 2-4/4000000000");
    }

    private static HttpBody piece(String text) {
      return HttpBody.newBuilder()
          .setContentType("text/plain")
          .setData(ByteString.copyFromUtf8(text))
          .build();
    }
  }

  @BeforeEach
  void start() throws Exception {
    JsonObject rest =
        new JsonObject()
            .put("requestHeaders", new JsonArray().add("range"))
            .put("responseHeaders", new JsonArray().add("content-range"));
    JsonObject conf = new JsonObject().put("host", "127.0.0.1").put("port", 0).put("rest", rest);
    await(vertx.deployVerticle(server, new DeploymentOptions().setConfig(conf)));
  }

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

  @Test
  void endTheCallOfAServiceThatHasMore() throws Exception {
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
  void areNotAnsweredByHalfWhereTheServiceFails() throws Exception {
    HttpResponse<String> part = get("broken/picture:stream", "bytes=0-9");

    assertThat(part.statusCode()).isEqualTo(500);
    assertThat(part.body()).contains("the disk is gone");
    assertThat(contentRange(part)).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({"own/picture:stream", "own/picture"})
  void areThoseThatTheServiceTakesOut(String picture) throws Exception {
    HttpResponse<String> part = get(picture, "bytes=2-4");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(contentRange(part)).isEqualTo("bytes 2-4/4000000000");
    assertThat(part.body()).isEqualTo("234");
  }
}
