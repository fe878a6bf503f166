package dev.sluice.soak;

import static dev.sluice.Waiting.await;

import dev.sluice.proto.routeguide.Point;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A client that records a route and writes its points as fast as they are taken. */
final class PointWriter {

  /** The ways to record a route. */
  enum Door {
    GRPC,
    NDJSON,
    WEB_SOCKET;

    private Future<Wire> open(Vertx vertx, int port) {
      return switch (this) {
        case GRPC ->
            http(
                client(vertx, HttpVersion.HTTP_2),
                port,
                "/routeguide.RouteGuide/RecordRoute",
                "application/grpc",
                PointWriter::frame);
        case NDJSON ->
            http(
                client(vertx, HttpVersion.HTTP_1_1),
                port,
                "/v1/routes:record",
                "application/x-ndjson",
                point -> Buffer.buffer(json(point) + "\n"));
        case WEB_SOCKET -> webSocket(vertx.createWebSocketClient(), port, "/v1/routes:record");
      };
    }
  }

  private static final int PER_TURN = 256;

  private final Context context;
  private final Wire wire;
  private final int count;
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger stops = new AtomicInteger();

  private boolean left;

  private PointWriter(Context context, Wire wire, int count) {
    this.context = context;
    this.wire = wire;
    this.count = count;
  }

  /** Begins a route of so many points, and ends it if they are all taken. */
  static PointWriter start(Vertx vertx, SoakServer server, Door door, int count) throws Exception {
    Context context = vertx.getOrCreateContext();
    PointWriter writer =
        await(
            Future.future(
                promise ->
                    context.runOnContext(
                        v ->
                            door.open(vertx, server.port())
                                .map(wire -> new PointWriter(context, wire, count))
                                .onComplete(promise))));
    context.runOnContext(v -> writer.write());
    return writer;
  }

  /** How many points have been written. */
  int written() {
    return written.get();
  }

  /** How many times the wire has taken no more for a while. */
  int stops() {
    return stops.get();
  }

  /** Goes away. */
  void leave() {
    context.runOnContext(
        v -> {
          left = true;
          wire.leave();
        });
  }

  private void write() {
    for (int i = 0; i < PER_TURN; i++) {
      if (left) {
        return;
      }
      if (written.get() == count) {
        wire.end();
        return;
      }
      if (wire.isFull()) {
        stops.incrementAndGet();
        wire.onDrain(v -> write());
        return;
      }
      int number = written.getAndIncrement();
      Point point = Point.newBuilder().setLatitude(number).setLongitude(-number).build();
      wire.write(point).onFailure(e -> {}); // as it is when this client leaves
    }
    context.runOnContext(v -> write());
  }

  private static HttpClient client(Vertx vertx, HttpVersion version) {
    return vertx.createHttpClient(
        new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
  }

  private static Future<Wire> http(
      HttpClient client, int port, String uri, String type, Function<Point, Buffer> encoder) {
    RequestOptions options =
        new RequestOptions()
            .setHost(SoakServer.HOST)
            .setPort(port)
            .setMethod(HttpMethod.POST)
            .setURI(uri)
            .putHeader("content-type", type);
    return client.request(options).map(request -> new HttpWire(client, request, encoder));
  }

  private static Future<Wire> webSocket(WebSocketClient client, int port, String uri) {
    return client
        .connect(port, SoakServer.HOST, uri)
        .map(socket -> new WebSocketWire(client, socket));
  }

  private static Buffer frame(Point point) {
    byte[] bytes = point.toByteArray();
    return Buffer.buffer().appendByte((byte) 0).appendInt(bytes.length).appendBytes(bytes);
  }

  private static String json(Point point) {
    return "{\"latitude\":" + point.getLatitude() + ",\"longitude\":" + point.getLongitude() + "}";
  }

  /** Where the points go. */
  private interface Wire {
    Future<Void> write(Point point);

    boolean isFull();

    void onDrain(Handler<Void> handler);

    void end();

    void leave();
  }

  /** A request; a client that nobody refers to would be closed. */
  private record HttpWire(
      HttpClient client, HttpClientRequest request, Function<Point, Buffer> encoder)
      implements Wire {

    HttpWire {
      request.setChunked(true);
      request.exceptionHandler(e -> {}); // as it is when this client leaves
    }

    @Override
    public Future<Void> write(Point point) {
      return request.write(encoder.apply(point));
    }

    @Override
    public boolean isFull() {
      return request.writeQueueFull();
    }

    @Override
    public void onDrain(Handler<Void> handler) {
      request.drainHandler(handler);
    }

    @Override
    public void end() {
      request.end();
    }

    @Override
    public void leave() {
      request.reset();
    }
  }

  private record WebSocketWire(WebSocketClient client, WebSocket socket) implements Wire {

    @Override
    public Future<Void> write(Point point) {
      return socket.writeTextMessage(json(point));
    }

    @Override
    public boolean isFull() {
      return socket.writeQueueFull();
    }

    @Override
    public void onDrain(Handler<Void> handler) {
      socket.drainHandler(handler);
    }

    @Override
    public void end() {
      socket.writeTextMessage("");
    }

    @Override
    public void leave() {
      socket.close();
    }
  }
}
