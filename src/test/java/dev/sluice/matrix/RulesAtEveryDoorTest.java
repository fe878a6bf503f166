package dev.sluice.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Status;
import dev.sluice.call.InProcessCall;
import dev.sluice.call.Metadata;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.config.SluiceConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.interceptor.ValidationInterceptor;
import dev.sluice.openapi.Contract;
import dev.sluice.rest.RestDoor;
import dev.sluice.test.v1.Ruled;
import dev.sluice.test.v1.RuledServiceGrpcService;
import dev.sluice.test.v1.RuledServiceService;
import dev.sluice.test.v1.Unruled;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same rules, and the same answer to what breaks them, at every door. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RulesAtEveryDoorTest {

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

  private static final Ruled GOOD = Ruled.newBuilder().setName("good").build();
  private static final Ruled BAD =
      Ruled.newBuilder().addParts(Ruled.Part.newBuilder().setNumber("12x")).build();
  private static final List<FieldViolation> BROKEN =
      List.of(
          violation("name", "must be at least 1 characters", "string.min_len"),
          violation(
              "parts[0].number", "does not match regex pattern `^[0-9]*$`", "string.pattern"));

  private static final List<String> SERVED = new CopyOnWriteArrayList<>();
  private static Vertx vertx;
  private static MethodRegistry registry;
  private static int port;
  private static ManagedChannel channel;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Notes what it is given. */
  private static final class Noting extends RuledServiceService {

    @Override
    public Future<Unruled> check(Ruled request) {
      SERVED.add(request.getName());
      return Future.succeededFuture(Unruled.getDefaultInstance());
    }

    @Override
    protected void join(ReadStream<Ruled> requests, Completable<Unruled> answer) {
      requests.handler(request -> SERVED.add(request.getName()));
      requests.endHandler(v -> answer.succeed(count(SERVED.size())));
    }

    @Override
    protected void chat(ReadStream<Ruled> requests, WriteStream<Unruled> responses) {
      requests.handler(
          request -> {
            SERVED.add(request.getName());
            responses.write(count(SERVED.size()));
          });
      requests.endHandler(v -> responses.end());
    }
  }

  private static Unruled count(int n) {
    return Unruled.newBuilder().setCount(n).build();
  }

  private static FieldViolation violation(String field, String description, String reason) {
    return FieldViolation.newBuilder()
        .setField(field)
        .setDescription(description)
        .setReason(reason)
        .build();
  }

  /** What came of a call. */
  private record Outcome(int code, List<FieldViolation> violations) {

    static Outcome of(Status status) {
      if (status.getDetailsCount() == 0) {
        return new Outcome(status.getCode(), List.of());
      }
      try {
        return new Outcome(
            status.getCode(),
            status.getDetails(0).unpack(BadRequest.class).getFieldViolationsList());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }

    static Outcome ofJson(String json) {
      Status.Builder status = Status.newBuilder();
      try {
        JsonFormat.parser()
            .usingTypeRegistry(
                JsonFormat.TypeRegistry.newBuilder().add(BadRequest.getDescriptor()).build())
            .merge(json, status);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(json, e);
      }
      return of(status.build());
    }
  }

  private static final Outcome FINE = new Outcome(0, List.of());
  private static final Outcome REFUSED = new Outcome(3, BROKEN);

  /** A way to send messages; those of a stream in one call. */
  private enum Way {
    GRPC {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        return grpc("Check", MethodType.UNARY, messages);
      }
    },
    GRPC_WEB {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        byte[] message = messages.get(0).toByteArray();
        HttpResponse<byte[]> answer =
            HTTP.send(
                HttpRequest.newBuilder(uri("http", "/sluice.test.v1.RuledService/Check"))
                    .header("content-type", "application/grpc-web")
                    .POST(
                        BodyPublishers.ofByteArray(
                            Buffer.buffer()
                                .appendByte((byte) 0)
                                .appendInt(message.length)
                                .appendBytes(message)
                                .getBytes()))
                    .build(),
                BodyHandlers.ofByteArray());
        return answer
            .headers()
            .firstValue("grpc-status-details-bin")
            .map(RulesAtEveryDoorTest::details)
            .orElseGet(() -> trailers(new String(answer.body(), UTF_8)));
      }
    },
    REST {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        return post("/v1/check", json(messages.get(0)));
      }
    },
    IN_PROCESS {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        return inProcess("Check", messages);
      }
    },
    GRPC_CLIENT_STREAM {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        return grpc("Join", MethodType.CLIENT_STREAMING, messages);
      }
    },
    GRPC_BIDI_STREAM {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        return grpc("Chat", MethodType.BIDI_STREAMING, messages);
      }
    },
    NDJSON {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        StringBuilder lines = new StringBuilder();
        messages.forEach(message -> lines.append(json(message)).append('\n'));
        return post("/v1/join", lines.toString());
      }
    },
    WEB_SOCKET {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        return webSocket(messages);
      }
    },
    IN_PROCESS_STREAM {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        return inProcess("Chat", messages);
      }
    };

    abstract Outcome send(List<Ruled> messages) throws Exception;

    boolean streams() {
      return compareTo(IN_PROCESS) > 0;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    registry =
        MethodRegistry.of(
            List.of(RuledServiceGrpcService.of(new Noting())),
            List.of(new ValidationInterceptor()));
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

  @AfterAll
  static void stop() throws Exception {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @BeforeEach
  void reset() {
    SERVED.clear();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void passesWhatIsWithinTheRules(Way way) throws Exception {
    List<Ruled> messages = way.streams() ? List.of(GOOD, GOOD, GOOD) : List.of(GOOD);

    assertThat(way.send(messages)).isEqualTo(FINE);
    assertThat(SERVED).hasSameSizeAs(messages);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void refusesWhatBreaksThemBeforeTheServiceSeesIt(Way way) throws Exception {
    List<Ruled> messages = way.streams() ? List.of(GOOD, GOOD, BAD, GOOD) : List.of(BAD);

    assertThat(way.send(messages)).isEqualTo(REFUSED);
    assertThat(SERVED).hasSize(messages.size() / 2);
  }

  private static Outcome grpc(String name, MethodType type, List<Ruled> messages) throws Exception {
    var method =
        io.grpc.MethodDescriptor.<Ruled, Unruled>newBuilder()
            .setFullMethodName("sluice.test.v1.RuledService/" + name)
            .setType(type)
            .setRequestMarshaller(ProtoUtils.marshaller(Ruled.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Unruled.getDefaultInstance()))
            .build();
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    var call = channel.newCall(method, io.grpc.CallOptions.DEFAULT);
    StreamObserver<Unruled> answers =
        new StreamObserver<>() {
          @Override
          public void onNext(Unruled answer) {}

          @Override
          public void onError(Throwable e) {
            Status status = StatusProto.fromThrowable(e);
            outcome.complete(Outcome.of(status));
          }

          @Override
          public void onCompleted() {
            outcome.complete(FINE);
          }
        };
    switch (type) {
      case UNARY -> ClientCalls.asyncUnaryCall(call, messages.get(0), answers);
      case CLIENT_STREAMING -> send(ClientCalls.asyncClientStreamingCall(call, answers), messages);
      default -> send(ClientCalls.asyncBidiStreamingCall(call, answers), messages);
    }
    return outcome.get(20, TimeUnit.SECONDS);
  }

  private static void send(StreamObserver<Ruled> requests, List<Ruled> messages) {
    messages.forEach(requests::onNext);
    requests.onCompleted();
  }

  private static Outcome details(String base64) {
    try {
      return Outcome.of(Status.parseFrom(Base64.getDecoder().decode(base64)));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Outcome trailers(String body) {
    return body.lines()
        .filter(line -> line.contains("grpc-status-details-bin:"))
        .map(line -> details(line.substring(line.indexOf(':') + 1).trim()))
        .findFirst()
        .orElse(FINE);
  }

  private static String json(Ruled message) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  private static Outcome post(String path, String body) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(uri("http", path))
                .header(
                    "content-type",
                    path.equals("/v1/join") ? "application/x-ndjson" : "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isIn(200, 400);
    return answer.statusCode() == 200 ? FINE : Outcome.ofJson(answer.body());
  }

  private static Outcome webSocket(List<Ruled> messages) throws Exception {
    SocketEnd end = new SocketEnd();
    WebSocket socket =
        HTTP.newWebSocketBuilder().buildAsync(uri("ws", "/v1/chat"), end).get(20, TimeUnit.SECONDS);
    for (Ruled message : messages) {
      socket.sendText(json(message), true).get(20, TimeUnit.SECONDS);
    }
    socket.sendText("", true).get(20, TimeUnit.SECONDS);
    return end.code() == 1000
        ? FINE
        : Outcome.ofJson(new JsonObject(end.last()).getJsonObject("error").encode());
  }

  @SuppressWarnings("unchecked") // the method's own types
  private static Outcome inProcess(String name, List<Ruled> messages) throws Exception {
    RegisteredMethod<Ruled, Unruled> method =
        (RegisteredMethod<Ruled, Unruled>) registry.method("sluice.test.v1.RuledService/" + name);
    Promise<Outcome> outcome = Promise.promise();
    vertx.runOnContext(
        v -> {
          InProcessCall<Ruled, Unruled> call =
              InProcessCall.start(vertx, method, MultiMap.caseInsensitiveMultiMap(), null);
          call.status()
              .onSuccess(
                  status -> {
                    MultiMap trailers = call.trailers();
                    outcome.complete(
                        trailers == null
                            ? new Outcome(status.code().code, List.of())
                            : details(trailers.get(Metadata.STATUS_DETAILS)));
                  });
          messages.forEach(message -> call.requests().write(message).onFailure(e -> {}));
          call.requests().end();
        });
    return outcome.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
