package dev.sluice.rest;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceService;
import dev.sluice.test.v1.ListRequest;
import dev.sluice.test.v1.UpdateRequest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** A service that answers what it is sent, or fails as it is told. */
final class TestService extends EverythingServiceService {

  /** Completes when a call that never answers has been cancelled. */
  final CompletableFuture<String> cancelled = new CompletableFuture<>();

  @Override
  public Future<Everything> echo(Everything request) {
    if (request.hasTimestamp() && request.getAString().equals("garbled")) {
      return Future.succeededFuture(
          request.toBuilder().setTimestamp(Timestamp.newBuilder().setNanos(-1)).build());
    }
    return request.getAString().equals("never")
        ? Promise.<Everything>promise().future()
        : Future.succeededFuture(request);
  }

  @Override
  public Future<UpdateRequest> update(UpdateRequest request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<ListRequest> list(ListRequest request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<Empty> delete(ListRequest request) {
    return Future.succeededFuture(Empty.getDefaultInstance());
  }

  @Override
  public Future<Empty> fail(Everything request) {
    if (request.getAnInt32() == 0) {
      throw new IllegalStateException("the password is hunter2");
    }
    GrpcStatus status = GrpcStatus.valueOf(request.getAnInt32());
    return Future.failedFuture(new StatusException(status, request.getAString()));
  }

  /** Shows metadata, refuses strangers, adds details to errors: what services leave to others. */
  final class Around implements Interceptor {

    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> {
        call.onClose(
            status -> {
              if (status.code() == GrpcStatus.CANCELLED) {
                cancelled.complete(status.message());
              }
            });
        if ("stranger".equals(call.headers().get("authorization"))) {
          call.response().fail(new StatusException(GrpcStatus.UNAUTHENTICATED, "who are you?"));
          return;
        }
        call.headers()
            .forEach((name, value) -> call.response().headers().add("seen-" + name, value));
        if (call.headers().contains("trailing")) {
          call.response().trailers().add("cost", "7");
        }
        if (call.headers().contains("detailed")) {
          call.response().trailers().set("grpc-status-details-bin", details(call.headers()));
        }
        next.handle(call);
      };
    }

    private String details(io.vertx.core.MultiMap headers) {
      Any known = Any.pack(ErrorInfo.newBuilder().setReason("TIRED").setDomain("test").build());
      Any unknown = Any.newBuilder().setTypeUrl("type.googleapis.com/no.Such").build();
      Status status =
          Status.newBuilder()
              .setCode(1)
              .addDetails("unknown".equals(headers.get("detailed")) ? unknown : known)
              .build();
      return Base64.getEncoder().encodeToString(status.toByteArray());
    }
  }
}
