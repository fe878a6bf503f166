package dev.sluice.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Status;
import dev.sluice.interceptor.ValidationInterceptor;
import dev.sluice.test.v1.Ruled;
import dev.sluice.test.v1.RuledServiceService;
import dev.sluice.test.v1.Unruled;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
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

  private static final Ruled GOOD = Ruled.newBuilder().setName("good").build();
  private static final Ruled BAD =
      Ruled.newBuilder().addParts(Ruled.Part.newBuilder().setNumber("12x")).build();
  private static final List<FieldViolation> BROKEN =
      List.of(
          violation("name", "must be at least 1 characters", "string.min_len"),
          violation(
              "parts[0].number", "does not match regex pattern `^[0-9]*$`", "string.pattern"));

  private static final List<String> SERVED = new CopyOnWriteArrayList<>();
  private static RuledDoors doors;

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
  }

  private static final Outcome FINE = new Outcome(0, List.of());

  private static Outcome refused(boolean streams) {
    return new Outcome(
        3,
        BROKEN.stream()
            .map(
                each ->
                    streams ? each.toBuilder().setField("[2]." + each.getField()).build() : each)
            .toList());
  }

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
        return Outcome.of(RuledDoors.ofWeb(doors.web("Check", messages.get(0), Map.of())));
      }
    },
    REST {
      @Override
      Outcome send(List<Ruled> messages) throws Exception {
        return post("/v1/check", RuledDoors.json(messages.get(0)));
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
        messages.forEach(message -> lines.append(RuledDoors.json(message)).append('\n'));
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
    doors = new RuledDoors(new Noting(), new ValidationInterceptor());
  }

  @AfterAll
  static void stop() throws Exception {
    doors.close();
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
  void refusesWhatBreaksThemBeforeTheServiceSeesItAndSaysWhichMessageItIs(Way way)
      throws Exception {
    List<Ruled> messages = way.streams() ? List.of(GOOD, GOOD, BAD, GOOD) : List.of(BAD);

    assertThat(way.send(messages)).isEqualTo(refused(way.streams()));
    assertThat(SERVED).hasSize(messages.size() / 2);
  }

  private static Outcome grpc(String name, MethodType type, List<Ruled> messages) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    var call = doors.channel().newCall(RuledDoors.method(name, type), CallOptions.DEFAULT);
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

  private static Outcome post(String path, String body) throws Exception {
    String type = path.equals("/v1/join") ? "application/x-ndjson" : "application/json";
    HttpResponse<String> answer = doors.post(path, body, Map.of("content-type", type));
    assertThat(answer.statusCode()).isIn(200, 400);
    return answer.statusCode() == 200 ? FINE : Outcome.of(RuledDoors.ofJson(answer.body()));
  }

  private static Outcome webSocket(List<Ruled> messages) throws Exception {
    SocketEnd end = new SocketEnd();
    WebSocket socket = doors.webSocket(end, Map.of());
    for (Ruled message : messages) {
      send(socket, RuledDoors.json(message));
    }
    send(socket, "");
    return end.code() == 1000
        ? FINE
        : Outcome.of(RuledDoors.ofJson(new JsonObject(end.last()).getJsonObject("error").encode()));
  }

  /** A server that has refused a message may have closed the socket before the next is sent. */
  private static void send(WebSocket socket, String text) throws Exception {
    socket.sendText(text, true).exceptionally(e -> socket).get(20, TimeUnit.SECONDS);
  }

  private static Outcome inProcess(String name, List<Ruled> messages) throws Exception {
    return Outcome.of(doors.inProcess(name, messages, MultiMap.caseInsensitiveMultiMap()));
  }
}
