package dev.sluice.rest;

import static dev.sluice.Waiting.await;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A request and its answer, both of which a test takes part by part. */
final class StreamExchange {

  private static final String END = "\0end";

  private final RestServer server;
  private final HttpClientRequest request;
  private final Promise<HttpClientResponse> response = Promise.promise();
  private final BlockingQueue<String> chunks = new LinkedBlockingQueue<>();
  private final AtomicLong pushed = new AtomicLong();
  private final StringBuilder unread = new StringBuilder();
  private boolean ended;

  private StreamExchange(RestServer server, HttpClientRequest request) {
    this.server = server;
    this.request = request;
  }

  /** Sends the head of a POST request. */
  static StreamExchange open(
      RestServer server, HttpVersion version, String uri, Map<String, String> headers)
      throws Exception {
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(server.port())
            .setMethod(HttpMethod.POST)
            .setURI(uri);
    Promise<StreamExchange> opened = Promise.promise();
    server
        .context()
        .runOnContext(
            v ->
                server
                    .client(version)
                    .request(options)
                    .map(request -> new StreamExchange(server, request).start(headers))
                    .onComplete(opened));
    return await(opened.future());
  }

  private StreamExchange start(Map<String, String> headers) {
    headers.forEach(request::putHeader);
    request.setChunked(true);
    request.exceptionHandler(e -> response.tryFail(e));
    request
        .response()
        .onSuccess(
            head -> {
              head.handler(chunk -> chunks.add(chunk.toString()));
              head.endHandler(v -> chunks.add(END));
              head.exceptionHandler(e -> chunks.add(END + " " + e));
              response.tryComplete(head);
            })
        .onFailure(response::tryFail);
    request.sendHead();
    return this;
  }

  StreamExchange send(String text) throws Exception {
    await(onContext(() -> request.write(text)));
    return this;
  }

  /** Sends, without waiting for the server to take it. */
  void push(Buffer bytes) {
    onContext(() -> request.write(bytes).onSuccess(v -> pushed.incrementAndGet()));
  }

  /** How many pushed texts have left. */
  long pushed() {
    return pushed.get();
  }

  StreamExchange end() throws Exception {
    await(onContext(request::end));
    return this;
  }

  /** Cancels the request. */
  void cancel() throws Exception {
    await(onContext(() -> request.reset(8).recover(e -> Future.succeededFuture()).mapEmpty()));
  }

  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    Promise<T> done = Promise.promise();
    server.context().runOnContext(v -> action.get().onComplete(done));
    return done.future();
  }

  HttpClientResponse head() throws Exception {
    return await(response.future());
  }

  /** Stops reading the answer as soon as it begins. */
  StreamExchange pauseAnswer() {
    server.context().runOnContext(v -> request.response().onSuccess(HttpClientResponse::pause));
    return this;
  }

  void resumeAnswer() {
    server.context().runOnContext(v -> request.response().onSuccess(HttpClientResponse::resume));
  }

  /** Reads the answer up to a text, which it is part of. */
  String readUntil(String text) throws Exception {
    int at;
    while ((at = unread.indexOf(text)) < 0) {
      if (!more()) {
        throw new AssertionError("no " + text + " in: " + unread);
      }
    }
    String read = unread.substring(0, at + text.length());
    unread.delete(0, read.length());
    return read;
  }

  /** Reads the rest of the answer; with the failure if it was cut off. */
  String readAll() throws Exception {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = more();
    }
    return unread.toString();
  }

  private boolean more() throws Exception {
    if (ended) {
      return false;
    }
    String chunk = chunks.poll(10, SECONDS);
    if (chunk == null) {
      throw new AssertionError("nothing more after: " + unread);
    }
    ended = chunk.startsWith(END);
    unread.append(chunk.equals(END) ? "" : chunk);
    return !ended;
  }

  /** Whether nothing of the answer comes for a while. */
  boolean isSilentFor(long millis) throws InterruptedException {
    String chunk = chunks.poll(millis, MILLISECONDS);
    if (chunk != null) {
      chunks.add(chunk);
    }
    return chunk == null;
  }
}
