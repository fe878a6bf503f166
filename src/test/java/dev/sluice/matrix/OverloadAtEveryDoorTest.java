package dev.sluice.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.sluice.interceptor.LoadSheddingInterceptor;
import dev.sluice.test.v1.Ruled;
import dev.sluice.test.v1.RuledServiceService;
import dev.sluice.test.v1.Unruled;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call beyond those that may be open is refused for now, at every door. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class OverloadAtEveryDoorTest {

  private static final Ruled REQUEST = Ruled.newBuilder().setName("ada").build();
  private static RuledDoors doors;

  /** Answers each message; a stream ends when its requests do. */
  private static final class Answering extends RuledServiceService {

    @Override
    public Future<Unruled> check(Ruled request) {
      return Future.succeededFuture(Unruled.newBuilder().setCount(1).build());
    }

    @Override
    protected void chat(ReadStream<Ruled> requests, WriteStream<Unruled> responses) {
      requests.handler(request -> responses.write(Unruled.newBuilder().setCount(1).build()));
      requests.endHandler(v -> responses.end());
    }
  }

  /** A way to make a call, and the status that a refusal has there. */
  private enum Way {
    GRPC(GrpcStatus.RESOURCE_EXHAUSTED) {
      @Override
      Status call() {
        try {
          ClientCalls.blockingUnaryCall(
              doors.channel(),
              RuledDoors.method("Check", MethodType.UNARY),
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
              REQUEST);
          return Status.getDefaultInstance();
        } catch (StatusRuntimeException e) {
          return StatusProto.fromThrowable(e);
        }
      }
    },
    GRPC_WEB(GrpcStatus.RESOURCE_EXHAUSTED) {
      @Override
      Status call() throws Exception {
        return RuledDoors.ofWeb(doors.web("Check", REQUEST, Map.of()));
      }
    },
    REST(GrpcStatus.UNAVAILABLE) {
      @Override
      Status call() throws Exception {
        HttpResponse<String> answer =
            doors.post(
                "/v1/check", RuledDoors.json(REQUEST), Map.of("content-type", "application/json"));
        if (answer.statusCode() == 200) {
          return Status.getDefaultInstance();
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        return RuledDoors.ofJson(answer.body());
      }
    },
    WEB_SOCKET(GrpcStatus.UNAVAILABLE) {
      @Override
      Status call() throws Exception {
        SocketEnd end = new SocketEnd();
        WebSocket socket = doors.webSocket(end, Map.of());
        // A server that has refused the call may have closed the socket before this is sent.
        var sent = socket.sendText("", true).exceptionally(e -> socket);
        int code = end.code();
        sent.get(20, TimeUnit.SECONDS);
        if (code == WebSocket.NORMAL_CLOSURE) {
          return Status.getDefaultInstance();
        }
        Status status =
            RuledDoors.ofJson(new JsonObject(end.last()).getJsonObject("error").encode());
        assertThat(code).isEqualTo(4000 + status.getCode());
        return status;
      }
    };

    private final GrpcStatus refusal;

    Way(GrpcStatus refusal) {
      this.refusal = refusal;
    }

    /** Makes a call, and gives the status that it ends with. */
    abstract Status call() throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    doors = new RuledDoors(new Answering(), new LoadSheddingInterceptor(1));
  }

  @AfterAll
  static void stop() throws Exception {
    doors.close();
  }

  /** A call that stays open until its requests end. */
  private static final class Held implements StreamObserver<Unruled> {

    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final StreamObserver<Ruled> requests;

    Held() throws Exception {
      requests =
          ClientCalls.asyncBidiStreamingCall(
              doors
                  .channel()
                  .newCall(
                      RuledDoors.method("Chat", MethodType.BIDI_STREAMING), CallOptions.DEFAULT),
              this);
      requests.onNext(REQUEST);
      open.get(20, TimeUnit.SECONDS);
    }

    void end() throws Exception {
      requests.onCompleted();
      over.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(Unruled answer) {
      open.complete(null);
    }

    @Override
    public void onError(Throwable e) {
      open.completeExceptionally(e);
      over.completeExceptionally(e);
    }

    @Override
    public void onCompleted() {
      over.complete(null);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void isRefusedWithTheTimeToTryAgainWhichThenSucceeds(Way way) throws Exception {
    Held held = new Held();

    Status refused = way.call();

    held.end();
    assertThat(refused.getCode()).isEqualTo(way.refusal.code);
    assertThat(refused.getMessage()).contains("1 calls open");
    assertThat(refused.getDetailsList())
        .containsExactly(
            Any.pack(RetryInfo.newBuilder().setRetryDelay(Durations.fromSeconds(1)).build()));
    assertThat(way.call()).isEqualTo(Status.getDefaultInstance());
  }
}
