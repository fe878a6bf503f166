package dev.sluice.matrix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.call.InProcessCall;
import dev.sluice.call.Metadata;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.config.SluiceConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.openapi.Contract;
import dev.sluice.rest.RestDoor;
import dev.sluice.test.v1.Ruled;
import dev.sluice.test.v1.RuledServiceGrpcService;
import dev.sluice.test.v1.RuledServiceService;
import dev.sluice.test.v1.Unruled;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What a service fails with arrives at every door. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FailuresAtEveryDoorTest {

  private static final String CONTRACT =
      """
      openapi: 3.1.0
      info: {title: Failures, version: '1'}
      paths:
        /v1/check:
          post:
            operationId: Check
            x-grpc-method: sluice.test.v1.RuledService/Check
            x-grpc-body: '*'
            responses: {'200': {description: OK}}
        /v1/chat:
          post:
            operationId: Chat
            x-grpc-method: sluice.test.v1.RuledService/Chat
            x-grpc-body: '*'
            x-grpc-streaming: bidi
            responses: {'200': {description: OK}}
      """;

  private static final String ID = "ada-1";
  private static final String MESSAGE = "no name is free";
  private static final List<Message> DETAILS =
      List.of(
          BadRequest.newBuilder()
              .addFieldViolations(
                  FieldViolation.newBuilder().setField("name").setDescription("is taken"))
              .build(),
          ErrorInfo.newBuilder()
              .setReason("NAME_TAKEN")
              .setDomain("example.org")
              .putMetadata("name", "ada")
              .build(),
          RetryInfo.newBuilder().setRetryDelay(Durations.fromSeconds(2)).build());
  private static final JsonFormat.TypeRegistry TYPES =
      JsonFormat.TypeRegistry.newBuilder()
          .add(BadRequest.getDescriptor())
          .add(ErrorInfo.getDescriptor())
          .add(RetryInfo.getDescriptor())
          .build();

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Vertx vertx;
  private static MethodRegistry registry;
  private static int port;
  private static ManagedChannel channel;

  /** Fails as the name says; a stream after an answer. */
  private static final class Failing extends RuledServiceService {

    @Override
    public Future<Unruled> check(Ruled request) {
      return Future.failedFuture(failure(request));
    }

    @Override
    protected void chat(ReadStream<Ruled> requests, WriteStream<Unruled> responses) {
      requests.handler(
          request -> {
            responses.write(Unruled.newBuilder().setCount(1).build());
            ((GrpcServerResponse<?, ?>) responses).fail(failure(request));
          });
    }

    private static Throwable failure(Ruled request) {
      return request.getName().equals("bug")
          ? new IllegalStateException("a secret")
          : new DetailedStatusException(GrpcStatus.ALREADY_EXISTS, MESSAGE, DETAILS);
    }
  }

  /** A way to make a call; what it ends with, as far as the door tells. */
  private enum Way {
    GRPC {
      @Override
      Status call(Ruled request) {
        return grpc("Check", MethodType.UNARY, request);
      }
    },
    GRPC_STREAM {
      @Override
      Status call(Ruled request) {
        return grpc("Chat", MethodType.SERVER_STREAMING, request);
      }
    },
    GRPC_WEB {
      @Override
      Status call(Ruled request) throws Exception {
        return web("Check", request);
      }
    },
    GRPC_WEB_STREAM {
      @Override
      Status call(Ruled request) throws Exception {
        return web("Chat", request);
      }
    },
    REST {
      @Override
      Status call(Ruled request) throws Exception {
        HttpResponse<String> answer = post("/v1/check", "application/json", request);
        assertThat(answer.headers().firstValue("x-request-id")).contains(ID);
        return json(answer.body());
      }
    },
    REST_PROBLEM {
      @Override
      Status call(Ruled request) throws Exception {
        HttpResponse<String> answer = post("/v1/check", "application/problem+json", request);
        JsonObject problem = new JsonObject(answer.body());
        JsonObject status =
            new JsonObject()
                .put("code", GrpcStatus.valueOf(problem.getString("code")).code)
                .put("message", problem.getString("detail"));
        if (problem.containsKey("details")) {
          status.put("details", problem.getJsonArray("details"));
        }
        return json(status.encode());
      }
    },
    REST_STREAM {
      @Override
      Status call(Ruled request) throws Exception {
        HttpResponse<String> answer = post("/v1/chat", "application/x-ndjson", request);
        assertThat(answer.statusCode()).isEqualTo(200);
        String last = answer.body().lines().skip(1).findFirst().orElseThrow();
        return json(new JsonObject(last).getJsonObject("error").encode());
      }
    },
    WEB_SOCKET {
      @Override
      Status call(Ruled request) throws Exception {
        return webSocket(request);
      }
    },
    IN_PROCESS {
      @Override
      Status call(Ruled request) throws Exception {
        return inProcess(request);
      }
    };

    abstract Status call(Ruled request) throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    registry = MethodRegistry.of(List.of(RuledServiceGrpcService.of(new Failing())), List.of());
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

  @ParameterizedTest
  @EnumSource(Way.class)
  void carriesTypedDetails(Way way) throws Exception {
    Status status = way.call(Ruled.newBuilder().setName("taken").build());

    assertThat(status.getCode()).isEqualTo(6);
    assertThat(status.getMessage()).isEqualTo(MESSAGE);
    assertThat(status.getDetailsList()).isEqualTo(DETAILS.stream().map(Any::pack).toList());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void tellsOfTheUnexpectedNoMoreThanItsNameInTheLog(Way way) throws Exception {
    try (Log log = new Log()) {
      Status status = way.call(Ruled.newBuilder().setName("bug").build());

      assertThat(status)
          .isEqualTo(
              Status.newBuilder()
                  .setCode(13)
                  .setMessage("internal error (request " + ID + ")")
                  .build());
      assertThat(log.events)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getFormattedMessage()).endsWith("failed (request " + ID + ")");
                assertThat(event.getThrowableProxy().getMessage()).isEqualTo("a secret");
              });
    }
  }

  /** What calls log while a test looks. */
  private static final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ServerCall.class);
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    Log() {
      start();
      logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
      events.add(event);
    }

    @Override
    public void close() {
      logger.detachAppender(this);
    }
  }

  private static Status grpc(String name, MethodType type, Ruled request) {
    MethodDescriptor<Ruled, Unruled> method =
        MethodDescriptor.<Ruled, Unruled>newBuilder()
            .setFullMethodName("sluice.test.v1.RuledService/" + name)
            .setType(type)
            .setRequestMarshaller(ProtoUtils.marshaller(Ruled.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Unruled.getDefaultInstance()))
            .build();
    io.grpc.Metadata headers = new io.grpc.Metadata();
    headers.put(
        io.grpc.Metadata.Key.of("x-request-id", io.grpc.Metadata.ASCII_STRING_MARSHALLER), ID);
    var named =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    try {
      if (type == MethodType.UNARY) {
        ClientCalls.blockingUnaryCall(named, method, options, request);
      } else {
        ClientCalls.blockingServerStreamingCall(named, method, options, request)
            .forEachRemaining(answer -> assertThat(answer.getCount()).isEqualTo(1));
      }
      return Status.getDefaultInstance();
    } catch (StatusRuntimeException e) {
      return StatusProto.fromThrowable(e);
    }
  }

  private static Status web(String name, Ruled request) throws Exception {
    byte[] message = request.toByteArray();
    HttpResponse<byte[]> answer =
        HTTP.send(
            HttpRequest.newBuilder(uri("http", "/sluice.test.v1.RuledService/" + name))
                .header("content-type", "application/grpc-web")
                .header("x-request-id", ID)
                .POST(
                    BodyPublishers.ofByteArray(
                        Buffer.buffer()
                            .appendByte((byte) 0)
                            .appendInt(message.length)
                            .appendBytes(message)
                            .getBytes()))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("x-request-id")).contains(ID);
    String body = new String(answer.body(), ISO_8859_1);
    String details = trailer("grpc-status-details-bin", body);
    return details.isEmpty()
        ? Status.newBuilder()
            .setCode(Integer.parseInt(trailer("grpc-status", body)))
            .setMessage(trailer("grpc-message", body))
            .build()
        : Status.parseFrom(Base64.getDecoder().decode(details));
  }

  private static String trailer(String name, String body) {
    int at = body.indexOf(name + ":");
    return at < 0 ? "" : body.substring(at + name.length() + 1, body.indexOf('\r', at)).strip();
  }

  private static HttpResponse<String> post(String path, String accept, Ruled request)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri("http", path))
            .header("content-type", "application/json")
            .header("accept", accept)
            .header("x-request-id", ID)
            .POST(BodyPublishers.ofString(print(request)))
            .build(),
        BodyHandlers.ofString());
  }

  private static Status webSocket(Ruled request) throws Exception {
    SocketEnd end = new SocketEnd();
    WebSocket socket =
        HTTP.newWebSocketBuilder()
            .header("x-request-id", ID)
            .buildAsync(uri("ws", "/v1/chat"), end)
            .get(20, TimeUnit.SECONDS);
    socket.sendText(print(request), true).get(20, TimeUnit.SECONDS);
    int code = end.code();
    Status status = json(new JsonObject(end.last()).getJsonObject("error").encode());
    assertThat(code).isEqualTo(4000 + status.getCode());
    assertThat(end.reason()).isEqualTo(status.getMessage());
    return status;
  }

  @SuppressWarnings("unchecked") // the method's own types
  private static Status inProcess(Ruled request) throws Exception {
    RegisteredMethod<Ruled, Unruled> method =
        (RegisteredMethod<Ruled, Unruled>) registry.method("sluice.test.v1.RuledService/Check");
    Promise<Status> outcome = Promise.promise();
    vertx.runOnContext(
        v -> {
          InProcessCall<Ruled, Unruled> call =
              InProcessCall.start(
                  vertx, method, MultiMap.caseInsensitiveMultiMap().add("x-request-id", ID), null);
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
                        : parse(Base64.getDecoder().decode(details));
                  })
              .onComplete(outcome);
          call.requests().end(request);
        });
    return outcome.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Status parse(byte[] bytes) {
    try {
      return Status.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Status json(String json) throws InvalidProtocolBufferException {
    Status.Builder status = Status.newBuilder();
    JsonFormat.parser().usingTypeRegistry(TYPES).merge(json, status);
    return status.build();
  }

  private static String print(Ruled request) throws InvalidProtocolBufferException {
    return JsonFormat.printer().omittingInsignificantWhitespace().print(request);
  }

  private static URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }
}
