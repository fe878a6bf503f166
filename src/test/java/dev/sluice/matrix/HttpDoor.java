package dev.sluice.matrix;

import dev.sluice.test.v1.Everything;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;

/** A door over an HTTP request and its response, which subclasses put messages into. */
abstract class HttpDoor implements Door {

  private final HttpClient client;
  private final int port;

  HttpDoor(Vertx vertx, HttpVersion version, int port) {
    this.port = port;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
  }

  abstract String path(Kind kind);

  abstract void putHeaders(Kind kind, HttpClientRequest request);

  abstract String timeoutHeader();

  abstract String metadataHeader(String name);

  abstract Buffer encode(Kind kind, Everything message);

  /** Reads a response as it comes. */
  abstract Reader reader(Kind kind, HttpClientResponse response);

  /** Takes chunks and gives out numbers. */
  interface Reader {
    void chunk(Buffer chunk, List<Integer> numbers);

    Outcome end(List<Integer> numbers);
  }

  @Override
  public Future<Outcome> call(Script script) {
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setMethod(HttpMethod.POST)
            .setURI(path(script.kind()));
    return client.request(options).compose(request -> exchange(script, request));
  }

  private Future<Outcome> exchange(Script script, HttpClientRequest request) {
    Promise<Outcome> outcome = Promise.promise();
    putHeaders(script.kind(), request);
    script.metadata().forEach((name, value) -> request.putHeader(metadataHeader(name), value));
    if (script.timeout() != null) {
      request.putHeader(timeoutHeader(), script.timeout());
    }
    request.setChunked(true);
    Future<Void> sent = request.sendHead();
    for (Everything message : script.requests()) {
      sent = request.write(encode(script.kind(), message));
    }
    if (script.ends()) {
      sent = request.end();
    }
    sent.onFailure(e -> {}); // a server may answer before it has read all
    script
        .cancel()
        .onSuccess(
            v -> {
              request.reset(8);
              outcome.tryFail("cancelled");
            });
    request
        .response()
        .onSuccess(response -> read(script, response, outcome))
        .onFailure(outcome::tryFail);
    return outcome.future();
  }

  private void read(Script script, HttpClientResponse response, Promise<Outcome> outcome) {
    Reader reader = reader(script.kind(), response);
    List<Integer> numbers = new ArrayList<>();
    response.exceptionHandler(outcome::tryFail);
    response.handler(
        chunk -> {
          reader.chunk(chunk, numbers);
          script.onResponse().accept(numbers.size());
        });
    response.endHandler(
        v -> {
          try {
            outcome.tryComplete(reader.end(numbers));
          } catch (RuntimeException e) {
            outcome.tryFail(e);
          }
        });
  }
}
