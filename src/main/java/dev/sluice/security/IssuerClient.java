package dev.sluice.security;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gets the documents that an issuer publishes, each within a time and a size. */
final class IssuerClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 5000;
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern MAX_AGE = Pattern.compile("max-age=\"?(\\d{1,9})");

  private final HttpClient client;

  /**
   * A document.
   *
   * @param json what it says
   * @param maxAge how long it may be kept, or null if the issuer does not say
   */
  record Document(JsonObject json, @Nullable Duration maxAge) {}

  /**
   * Makes a client.
   *
   * @param authorities PEM of who has issued the issuer's certificate; null for those that Java
   *     trusts
   */
  IssuerClient(Vertx vertx, @Nullable Buffer authorities) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(TIMEOUT_MILLIS)
            .setVerifyHost(true)
            .setName("issuer");
    if (authorities != null) {
      options.setTrustOptions(new PemTrustOptions().addCertValue(authorities));
    }
    this.client = vertx.createHttpClient(options);
  }

  /** Gets a document; fails with an {@link IOException} whose message names the URL. */
  Future<Document> get(String url) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url)
            .setTimeout(TIMEOUT_MILLIS)
            .putHeader(HttpHeaders.ACCEPT, "application/json, application/jwk-set+json");
    return client
        .request(options)
        .compose(request -> request.send().compose(IssuerClient::read))
        .recover(e -> Future.failedFuture(new IOException(url + ": " + reason(e), e)));
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static Future<Document> read(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return Future.failedFuture(new IOException("HTTP status " + response.statusCode()));
    }
    Promise<Document> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > MAX_BYTES) {
            promise.tryFail(new IOException("a document of more than " + MAX_BYTES + " bytes"));
            response.request().reset();
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(promise::tryFail);
    response.endHandler(
        v -> {
          try {
            promise.tryComplete(new Document(new JsonObject(body), maxAge(response)));
          } catch (RuntimeException e) {
            promise.tryFail(new IOException("not a JSON object"));
          }
        });
    return promise.future();
  }

  private static @Nullable Duration maxAge(HttpClientResponse response) {
    String control = response.getHeader(HttpHeaders.CACHE_CONTROL);
    Matcher matcher = control == null ? null : MAX_AGE.matcher(control);
    return matcher != null && matcher.find()
        ? Duration.ofSeconds(Long.parseLong(matcher.group(1)))
        : null;
  }

  @Override
  public void close() {
    client.close().onFailure(e -> {});
  }
}
