package dev.sluice.matrix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.sluice.call.InProcessCall;
import dev.sluice.call.Interceptor;
import dev.sluice.call.Metadata;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.config.SluiceConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.openapi.Contract;
import dev.sluice.rest.RestDoor;
import dev.sluice.test.v1.Ruled;
import dev.sluice.test.v1.RuledServiceGrpcService;
import dev.sluice.test.v1.RuledServiceService;
import dev.sluice.test.v1.Unruled;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server with a RuledService behind all doors, and clients that tell with which status a call has
 * ended, its details included.
 */
final class RuledDoors implements AutoCloseable {

  private static final String SERVICE = "sluice.test.v1.RuledService/";
  private static final String CONTRACT =
      """
      openapi: 3.1.0
      info: {title: Rules, version: '1'}
      paths:
        /v1/check:
          post:
            operationId: Check
            x-grpc-method: sluice.test.v1.RuledService/Check
            x-grpc-body: '*'
            responses: {'200': {description: OK}}
        /v1/join:
          post:
            operationId: Join
            x-grpc-method: sluice.test.v1.RuledService/Join
            x-grpc-body: '*'
            x-grpc-streaming: client
            responses: {'200': {description: OK}}
        /v1/chat:
          post:
            operationId: Chat
            x-grpc-method: sluice.test.v1.RuledService/Chat
            x-grpc-body: '*'
            x-grpc-streaming: bidi
            responses: {'200': {description: OK}}
      """;
  private static final JsonFormat.TypeRegistry TYPES =
      JsonFormat.TypeRegistry.newBuilder()
          .add(BadRequest.getDescriptor())
          .add(ErrorInfo.getDescriptor())
          .add(RetryInfo.getDescriptor())
          .build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final MethodRegistry registry;
  private final int port;
  private final ManagedChannel channel;

  RuledDoors(RuledServiceService service, Interceptor... interceptors) throws Exception {
    registry =
        MethodRegistry.of(List.of(RuledServiceGrpcService.of(service)), List.of(interceptors));
    SluiceConfig config = SluiceConfig.parse(new JsonObject());
    GrpcDoor grpc = new GrpcDoor(registry, config.grpc());
    RestDoor rest = new RestDoor(registry, Contract.parse(CONTRACT), config.rest());
    port =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (GrpcDoor.isGrpc(request.getHeader("content-type"))) {
                    grpc.handle(request);
                  } else {
                    rest.handle(request);
                  }
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS)
            .actualPort();
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  @Override
  public void close() throws Exception {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** A channel of grpc-java to the server. */
  ManagedChannel channel() {
    return channel;
  }

  /** A method as grpc-java calls it. */
  static MethodDescriptor<Ruled, Unruled> method(String name, MethodType type) {
    return MethodDescriptor.<Ruled, Unruled>newBuilder()
        .setFullMethodName(SERVICE + name)
        .setType(type)
        .setRequestMarshaller(ProtoUtils.marshaller(Ruled.getDefaultInstance()))
        .setResponseMarshaller(ProtoUtils.marshaller(Unruled.getDefaultInstance()))
        .build();
  }

  /** Calls over gRPC-Web. */
  HttpResponse<String> web(String name, Ruled message, Map<String, String> headers)
      throws Exception {
    byte[] bytes = message.toByteArray();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("http", "/" + SERVICE + name))
            .header("content-type", "application/grpc-web")
            .POST(
                BodyPublishers.ofByteArray(
                    Buffer.buffer()
                        .appendByte((byte) 0)
                        .appendInt(bytes.length)
                        .appendBytes(bytes)
                        .getBytes()));
    headers.forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofString(ISO_8859_1));
  }

  /**
   * The status of an answer over gRPC-Web, which is in its headers or in the trailers of its body.
   */
  static Status ofWeb(HttpResponse<String> answer) {
    String details = webTrailer("grpc-status-details-bin", answer);
    return details.isEmpty()
        ? Status.newBuilder()
            .setCode(Integer.parseInt(webTrailer("grpc-status", answer)))
            .setMessage(webTrailer("grpc-message", answer))
            .build()
        : ofDetails(details);
  }

  private static String webTrailer(String name, HttpResponse<String> answer) {
    String body = answer.body();
    int at = body.indexOf(name + ":");
    return answer
        .headers()
        .firstValue(name)
        .orElseGet(
            () ->
                at < 0
                    ? ""
                    : body.substring(at + name.length() + 1, body.indexOf('\r', at)).strip());
  }

  /** Sends a body over REST. */
  HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("http", path)).POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Opens Chat as a WebSocket. */
  WebSocket webSocket(WebSocket.Listener listener, Map<String, String> headers) throws Exception {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    headers.forEach(builder::header);
    return builder.buildAsync(uri("ws", "/v1/chat"), listener).get(20, TimeUnit.SECONDS);
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  /** Calls within the process. */
  @SuppressWarnings("unchecked") // the method's own types
  Status inProcess(String name, List<Ruled> messages, MultiMap headers) throws Exception {
    RegisteredMethod<Ruled, Unruled> method =
        (RegisteredMethod<Ruled, Unruled>) registry.method(SERVICE + name);
    Promise<Status> outcome = Promise.promise();
    vertx.runOnContext(
        v -> {
          InProcessCall<Ruled, Unruled> call = InProcessCall.start(vertx, method, headers, null);
          call.status()
              .map(
                  status -> {
                    MultiMap trailers = call.trailers();
                    String details =
                        trailers == null ? null : trailers.get(Metadata.STATUS_DETAILS);
                    return details == null
                        ? Status.newBuilder()
                            .setCode(status.code().code)
                            .setMessage(status.message())
                            .build()
                        : ofDetails(details);
                  })
              .onComplete(outcome);
          messages.forEach(message -> call.requests().write(message).onFailure(e -> {}));
          call.requests().end();
        });
    return outcome.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Status ofDetails(String base64) {
    try {
      return Status.parseFrom(Base64.getDecoder().decode(base64));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** The status that is a JSON object. */
  static Status ofJson(String json) {
    Status.Builder status = Status.newBuilder();
    try {
      JsonFormat.parser().usingTypeRegistry(TYPES).merge(json, status);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(json, e);
    }
    return status.build();
  }

  /** A message as JSON on one line. */
  static String json(Ruled message) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
