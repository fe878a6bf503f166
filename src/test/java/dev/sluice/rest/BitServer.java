package dev.sluice.rest;

import static dev.sluice.Waiting.await;

import dev.sluice.call.ServiceProvider;
import dev.sluice.rest.RestServer.Answer;
import dev.sluice.server.ServerVerticle;
import dev.sluice.test.v1.BitServiceGrpcService;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole server with the service of bits, every door of it, and clients for it. */
final class BitServer implements AutoCloseable {

  final BitService service = new BitService();
  final Vertx vertx = Vertx.vertx();
  private final ServerVerticle verticle = new ServerVerticle(List.of(new Provider()));
  private final Context context = vertx.getOrCreateContext();
  private final HttpClient http1 = vertx.createHttpClient();
  private final HttpClient http2 =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));

  private final class Provider implements ServiceProvider {

    @Override
    public String name() {
      return "bits";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(BitServiceGrpcService.of(service));
    }
  }

  /** Starts a server; {@code rest} is that part of its configuration. */
  BitServer(JsonObject rest) throws Exception {
    this(rest, new JsonObject());
  }

  /** Starts a server; {@code rest} and {@code grpc} are those parts of its configuration. */
  BitServer(JsonObject rest, JsonObject grpc) throws Exception {
    JsonObject off = new JsonObject().put("enabled", false);
    JsonObject conf =
        new JsonObject()
            .put("host", "127.0.0.1")
            .put("port", 0)
            .put(
                "services",
                new JsonObject()
                    .put("greeter", off)
                    .put("routeguide", off.copy())
                    .put("addressbook", off.copy()))
            .put("grpc", grpc)
            .put("rest", rest);
    try {
      await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
    } catch (Exception e) {
      await(vertx.close());
      throw e;
    }
  }

  int port() {
    return verticle.actualPort();
  }

  Answer call(HttpVersion version, Case each) throws Exception {
    RequestOptions options = options(each);
    HttpClient client = client(version);
    Promise<Answer> answer = Promise.promise();
    context.runOnContext(
        v -> RestServer.send(client, options, each.headers(), each.body()).onComplete(answer));
    return await(answer.future());
  }

  /**
   * What came of a body until it was cut off.
   *
   * @param failure why the client has no more of it; null if it is whole
   */
  record Part(Buffer bytes, @Nullable Throwable failure) {}

  /** Calls, and takes what there is of the body. */
  Part callForPart(HttpVersion version, Case each) throws Exception {
    Promise<Part> part = Promise.promise();
    context.runOnContext(
        v ->
            client(version)
                .request(options(each))
                .compose(
                    request -> {
                      each.headers().forEach((name, values) -> request.headers().add(name, values));
                      return request.send(each.body());
                    })
                .onFailure(part::tryFail)
                .onSuccess(
                    response -> {
                      Buffer bytes = Buffer.buffer();
                      response.handler(bytes::appendBuffer);
                      response.exceptionHandler(e -> part.tryComplete(new Part(bytes, e)));
                      response.endHandler(end -> part.tryComplete(new Part(bytes, null)));
                    }));
    return await(part.future());
  }

  private HttpClient client(HttpVersion version) {
    return version == HttpVersion.HTTP_2 ? http2 : http1;
  }

  private RequestOptions options(Case each) {
    return new RequestOptions()
        .setHost("127.0.0.1")
        .setPort(port())
        .setMethod(HttpMethod.valueOf(each.method()))
        .setURI(each.uri());
  }

  /** Has a case checked by each version of HTTP, each time with the bits as they were. */
  void check(Case each) throws Exception {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      service.reset();
      each.check(call(version, each));
    }
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
