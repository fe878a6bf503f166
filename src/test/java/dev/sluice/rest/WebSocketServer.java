package dev.sluice.rest;

import static dev.sluice.Waiting.await;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Interceptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.config.RestConfig;
import dev.sluice.config.StreamConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server with streaming operations, each call served as the test says. */
final class WebSocketServer implements AutoCloseable {

  static final int MAX_MESSAGE = 100_000;
  static final String ORIGIN = "https://app.example";

  private static final String CONTRACT =
      """
      openapi: 3.1.0
      info: {title: Streams, version: '1'}
      paths:
        /v1/chat:
          get:
            operationId: SplitHere
            x-grpc-method: sluice.test.v1.EverythingService/Split
            x-grpc-streaming: server
            responses: {'200': {description: OK}}
          post:
            operationId: Chat
            x-grpc-method: sluice.test.v1.EverythingService/Chat
            x-grpc-body: '*'
            x-grpc-streaming: bidi
            responses: {'200': {description: OK}}
        /v1/rooms/{a_string}/chat:
          post:
            operationId: ChatInRoom
            x-grpc-method: sluice.test.v1.EverythingService/Chat
            x-grpc-body: nested
            x-grpc-streaming: bidi
            responses: {'200': {description: OK}}
        /v1/texts:
          post:
            operationId: Texts
            x-grpc-method: sluice.test.v1.EverythingService/Chat
            x-grpc-body: a_string
            x-grpc-response-body: a_string
            x-grpc-streaming: bidi
            responses: {'200': {description: OK}}
        /v1/join:
          post:
            operationId: Join
            x-grpc-method: sluice.test.v1.EverythingService/Join
            x-grpc-body: '*'
            x-grpc-streaming: client
            responses: {'200': {description: OK}}
        /v1/split:
          post:
            operationId: Split
            x-grpc-method: sluice.test.v1.EverythingService/Split
            x-grpc-body: '*'
            x-grpc-streaming: server
            responses: {'200': {description: OK}}
        /v1/split/{a_string}:
          get:
            operationId: SplitByPath
            x-grpc-method: sluice.test.v1.EverythingService/Split
            x-grpc-streaming: server
            responses: {'200': {description: OK}}
        /v1/echo:
          get:
            operationId: Echo
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            responses: {'200': {description: OK}}
      """;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private volatile Handler<ServerCall<Everything, Everything>> behaviour = WebSocketServer::echo;
  private volatile CompletableFuture<ServerCall<Everything, Everything>> call =
      new CompletableFuture<>();
  private volatile CompletableFuture<CallStatus> end = new CompletableFuture<>();

  WebSocketServer(Duration ping) throws Exception {
    this(new StreamConfig(Duration.ZERO, Duration.ZERO, ping));
  }

  WebSocketServer(StreamConfig streams) throws Exception {
    RestConfig config = new RestConfig(null, MAX_MESSAGE, 20, Map.of(), true, streams);
    MethodRegistry registry =
        MethodRegistry.of(
            List.of(EverythingServiceGrpcService.of(new EverythingServiceService())),
            List.of(new Stage()));
    RestDoor door = new RestDoor(registry, contract(), config, ORIGIN::equals);
    server = vertx.createHttpServer(door.configure(new HttpServerOptions())).requestHandler(door);
    await(server.listen(0, "127.0.0.1"));
  }

  private static Contract contract() throws IOException {
    return Contract.parse(CONTRACT);
  }

  Vertx vertx() {
    return vertx;
  }

  int port() {
    return server.actualPort();
  }

  HttpServer http() {
    return server;
  }

  /** Sets how the next call is served. */
  void serve(Handler<ServerCall<Everything, Everything>> behaviour) {
    this.behaviour = behaviour;
    call = new CompletableFuture<>();
    end = new CompletableFuture<>();
  }

  RawWebSocket open(String uri) throws IOException {
    return open(uri, "");
  }

  RawWebSocket open(String uri, String headers) throws IOException {
    return new RawWebSocket(port(), uri, headers);
  }

  /** The call, once it has started. */
  ServerCall<Everything, Everything> call() throws Exception {
    return call.get(10, TimeUnit.SECONDS);
  }

  /** How the call ended. */
  CallStatus end() throws Exception {
    return end.get(10, TimeUnit.SECONDS);
  }

  /** Answers each message with itself, at the pace of the client. */
  static void echo(ServerCall<Everything, Everything> call) {
    call.handler(
        message -> {
          call.response().write(message);
          if (call.response().writeQueueFull()) {
            call.pause();
            call.response().drainHandler(v -> call.resume());
          }
        });
    call.endHandler(v -> call.response().end());
  }

  /** Answers the numbers of all messages in one. */
  static void join(ServerCall<Everything, Everything> call) {
    Everything.Builder all = Everything.newBuilder();
    call.handler(message -> all.addAllNumbers(message.getNumbersList()));
    call.endHandler(v -> call.response().end(all.build()));
  }

  /** Answers the one message as often as its list of numbers says, each with one of them. */
  static void split(ServerCall<Everything, Everything> call) {
    call.handler(
        message -> {
          for (int number : message.getNumbersList()) {
            call.response().write(message.toBuilder().clearNumbers().setAnInt32(number).build());
          }
          call.response().end();
        });
  }

  private final class Stage implements Interceptor {

    @Override
    @SuppressWarnings("unchecked") // all methods called here have the same types
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return started -> {
        ServerCall<Everything, Everything> typed = (ServerCall<Everything, Everything>) started;
        typed.onClose(end::complete);
        behaviour.handle(typed);
        call.complete(typed);
      };
    }
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
