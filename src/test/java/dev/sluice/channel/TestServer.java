package dev.sluice.channel;

import dev.sluice.Waiting;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server on loopback that answers SayHello as a test wants, and remembers what came. */
final class TestServer {

  /** Answers with the name of the one who asks. */
  static final Consumer<GrpcServerRequest<HelloRequest, HelloReply>> HELLO =
      request ->
          request.handler(
              hello ->
                  request
                      .response()
                      .end(
                          HelloReply.newBuilder().setMessage("Hello, " + hello.getName()).build()));

  final AtomicInteger connections = new AtomicInteger();
  final List<Map<String, String>> calls = new CopyOnWriteArrayList<>();
  final GrpcServer grpc;
  volatile Consumer<GrpcServerRequest<HelloRequest, HelloReply>> behaviour = HELLO;
  volatile @Nullable Handler<HttpServerRequest> raw;
  private final Vertx vertx;
  private final String host;
  private HttpServer http;

  private TestServer(Vertx vertx, String host) {
    this.vertx = vertx;
    this.host = host;
    this.grpc = GrpcServer.server(vertx);
    grpc.callHandler(
        GreeterGrpcService.SayHello,
        request -> {
          calls.add(
              Map.of(
                  "authorization", String.valueOf(request.headers().get("authorization")),
                  "timeout", String.valueOf(request.headers().get("grpc-timeout")),
                  "previous", String.valueOf(request.headers().get("grpc-previous-rpc-attempts"))));
          behaviour.accept(request);
        });
  }

  static TestServer start(Vertx vertx) {
    return start(vertx, "127.0.0.1", 0);
  }

  static TestServer start(Vertx vertx, String host, int port) {
    TestServer server = new TestServer(vertx, host);
    server.listen(port);
    return server;
  }

  private void listen(int port) {
    http =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
            .connectionHandler(connection -> connections.incrementAndGet())
            .requestHandler(
                request -> {
                  Handler<HttpServerRequest> other = raw;
                  if (other == null) {
                    grpc.handle(request);
                  } else {
                    other.handle(request);
                  }
                })
            .listen()
            .await();
  }

  int port() {
    return http.actualPort();
  }

  String target() {
    return "127.0.0.1:" + port();
  }

  /** Stops, so that connections to it are refused. */
  void stop() {
    http.close().await();
    Waiting.awaitRefusal(host, port());
  }

  /** Listens again where it did. */
  void restart() {
    listen(http.actualPort());
  }

  /** Answers with a status, without a response before it. */
  static Consumer<GrpcServerRequest<HelloRequest, HelloReply>> status(
      GrpcStatus status, String message) {
    return request ->
        request.handler(hello -> request.response().status(status).statusMessage(message).end());
  }
}
