package dev.sluice.grpc;

import com.google.rpc.BadRequest.FieldViolation;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.call.MethodRegistry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;

/** Greets, or does what its request's name says. */
final class TestGreeter extends GreeterService {

  @Override
  public Future<HelloReply> sayHello(HelloRequest request) {
    switch (request.getName()) {
      case "throw" -> throw new IllegalStateException("secret");
      case "memory" -> throw new OutOfMemoryError("secret");
      case "fail" -> {
        return Future.failedFuture(new IllegalStateException("secret"));
      }
      case "status" -> {
        return Future.failedFuture(
            new StatusException(GrpcStatus.FAILED_PRECONDITION, "ünready, 100%\n"));
      }
      case "details" -> {
        return Future.failedFuture(
            DetailedStatusException.invalidFields(
                "no such name",
                List.of(
                    FieldViolation.newBuilder()
                        .setField("name")
                        .setDescription("unknown")
                        .build())));
      }
      case "never" -> {
        return Promise.<HelloReply>promise().future();
      }
      case "null" -> {
        return Future.succeededFuture(null);
      }
      default -> {
        return Future.succeededFuture(
            HelloReply.newBuilder().setMessage("Hello, " + request.getName()).build());
      }
    }
  }

  /** Serves it on a free port; a client for that. */
  static Future<RawGrpc> serve(Vertx vertx, int maxMessageBytes) {
    MethodRegistry registry =
        MethodRegistry.of(List.of(GreeterGrpcService.of(new TestGreeter())), List.of());
    JsonObject conf =
        new JsonObject().put("grpc", new JsonObject().put("maxMessageBytes", maxMessageBytes));
    return vertx
        .createHttpServer()
        .requestHandler(new GrpcDoor(registry, SluiceConfig.parse(conf).grpc()))
        .listen(0)
        .map(server -> new RawGrpc(vertx, server.actualPort()));
  }
}
