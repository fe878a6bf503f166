package dev.sluice.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.call.ServerCall;
import dev.sluice.call.ServiceProvider;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A greeter that takes note of its clients' certificates. */
final class PeerWatch implements ServiceProvider {

  static final JsonObject WITHOUT_GREETER =
      new JsonObject().put("greeter", new JsonObject().put("enabled", false));

  final List<List<X509Certificate>> seen = new CopyOnWriteArrayList<>();

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    Service greeter = GreeterGrpcService.of(new GreeterService() {});
    return Future.succeededFuture(
        new Service() {
          @Override
          public ServiceName name() {
            return greeter.name();
          }

          @Override
          public ServiceDescriptor descriptor() {
            return greeter.descriptor();
          }

          @Override
          public void bind(GrpcServer server) {
            greeter.bind(server);
            server.callHandler(GreeterGrpcService.SayHello, PeerWatch.this::greet);
          }
        });
  }

  private void greet(GrpcServerRequest<HelloRequest, HelloReply> call) {
    seen.add(((ServerCall<?, ?>) call).peerCertificates());
    call.handler(hello -> call.response().end(HelloReply.getDefaultInstance()));
  }
}
