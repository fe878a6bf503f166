package dev.sluice.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.call.ServerCall;
import dev.sluice.test.v1.Ruled;
import dev.sluice.test.v1.RuledServiceService;
import dev.sluice.test.v1.Unruled;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
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
  private static RuledDoors doors;

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
        return RuledDoors.ofJson(answer.body());
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
        return RuledDoors.ofJson(status.encode());
      }
    },
    REST_STREAM {
      @Override
      Status call(Ruled request) throws Exception {
        HttpResponse<String> answer = post("/v1/chat", "application/x-ndjson", request);
        assertThat(answer.statusCode()).isEqualTo(200);
        String last = answer.body().lines().skip(1).findFirst().orElseThrow();
        return RuledDoors.ofJson(new JsonObject(last).getJsonObject("error").encode());
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
    doors = new RuledDoors(new Failing());
  }

  @AfterAll
  static void stop() throws Exception {
    doors.close();
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
    MethodDescriptor<Ruled, Unruled> method = RuledDoors.method(name, type);
    io.grpc.Metadata headers = new io.grpc.Metadata();
    headers.put(
        io.grpc.Metadata.Key.of("x-request-id", io.grpc.Metadata.ASCII_STRING_MARSHALLER), ID);
    var named =
        ClientInterceptors.intercept(
            doors.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
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
    HttpResponse<String> answer = doors.web(name, request, Map.of("x-request-id", ID));
    assertThat(answer.headers().firstValue("x-request-id")).contains(ID);
    return RuledDoors.ofWeb(answer);
  }

  private static HttpResponse<String> post(String path, String accept, Ruled request)
      throws Exception {
    return doors.post(
        path,
        RuledDoors.json(request),
        Map.of("content-type", "application/json", "accept", accept, "x-request-id", ID));
  }

  private static Status webSocket(Ruled request) throws Exception {
    SocketEnd end = new SocketEnd();
    WebSocket socket = doors.webSocket(end, Map.of("x-request-id", ID));
    socket.sendText(RuledDoors.json(request), true).get(20, TimeUnit.SECONDS);
    int code = end.code();
    Status status = RuledDoors.ofJson(new JsonObject(end.last()).getJsonObject("error").encode());
    assertThat(code).isEqualTo(4000 + status.getCode());
    assertThat(end.reason()).isEqualTo(status.getMessage());
    return status;
  }

  private static Status inProcess(Ruled request) throws Exception {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("x-request-id", ID);
    return doors.inProcess("Check", List.of(request), headers);
  }
}
