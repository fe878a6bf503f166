import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.test.v1.Order;
import dev.sluice.test.v1.OrderServiceGrpcService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.transcoding.MethodTranscodingOptions;
import io.vertx.grpc.transcoding.TranscodingServiceMethod;
import java.util.function.Function;

/**
 * Others that transcode JSON over HTTP to gRPC methods in the process, one event loop each, for
 * {@code scripts/bench --all}.
 *
 * <p>Usage: {@code Rivals (vertx-transcoding | armeria) PORT}.
 */
public final class Rivals {

  private Rivals() {}

  /** Starts one server. */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "vertx-transcoding" -> vertx(port);
      case "armeria" -> armeria(port);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static HelloReply hello(HelloRequest request) {
    return HelloReply.newBuilder().setMessage("Hello, " + request.getName()).build();
  }

  private static void vertx(int port) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    GrpcServer server = GrpcServer.server(vertx);
    transcode(server, GreeterGrpcService.SayHello, "/v1/hello", Rivals::hello);
    transcode(server, OrderServiceGrpcService.EchoOrder, "/v1/orders", order -> order);
    vertx
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                return vertx.createHttpServer().requestHandler(server).listen(port, "127.0.0.1");
              }
            })
        .onFailure(
            e -> {
              e.printStackTrace();
              System.exit(1);
            });
  }

  private static <Req, Resp> void transcode(
      GrpcServer server,
      ServiceMethod<Req, Resp> method,
      String path,
      Function<Req, Resp> service) {
    MethodTranscodingOptions options =
        new MethodTranscodingOptions().setHttpMethod(HttpMethod.POST).setPath(path).setBody("*");
    server.callHandler(
        TranscodingServiceMethod.server(method, options),
        call -> call.handler(request -> call.response().end(service.apply(request))));
  }

  private static void armeria(int port) {
    Server.builder()
        .localPort(port, SessionProtocol.HTTP)
        .workerGroup(EventLoopGroups.newEventLoopGroup(1), true)
        .service(
            GrpcService.builder()
                .addService(
                    service(
                        HelloRequest.getDescriptor().getFile(),
                        "helloworld.Greeter",
                        "SayHello",
                        HelloRequest.getDefaultInstance(),
                        HelloReply.getDefaultInstance(),
                        Rivals::hello))
                .addService(
                    service(
                        Order.getDescriptor().getFile(),
                        "sluice.test.v1.OrderService",
                        "EchoOrder",
                        Order.getDefaultInstance(),
                        Order.getDefaultInstance(),
                        order -> order))
                .enableHttpJsonTranscoding(true)
                .build())
        .build()
        .start()
        .join();
  }

  private static <Req extends Message, Resp extends Message> ServerServiceDefinition service(
      FileDescriptor file,
      String name,
      String method,
      Req request,
      Resp response,
      Function<Req, Resp> service) {
    Schema schema = new Schema(file.findServiceByName(name.substring(name.lastIndexOf('.') + 1)), method);
    MethodDescriptor<Req, Resp> descriptor =
        MethodDescriptor.<Req, Resp>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name + "/" + method)
            .setRequestMarshaller(ProtoUtils.marshaller(request))
            .setResponseMarshaller(ProtoUtils.marshaller(response))
            .setSchemaDescriptor(schema)
            .build();
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder(name).setSchemaDescriptor(schema).addMethod(descriptor).build())
        .addMethod(
            descriptor,
            ServerCalls.asyncUnaryCall(
                (Req message, io.grpc.stub.StreamObserver<Resp> observer) -> {
                  observer.onNext(service.apply(message));
                  observer.onCompleted();
                }))
        .build();
  }

  /** Where Armeria finds the HTTP rule of a method. */
  private record Schema(
      com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor, String method)
      implements ProtoMethodDescriptorSupplier {
    @Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor.findMethodByName(method);
    }

    @Override
    public FileDescriptor getFileDescriptor() {
      return getServiceDescriptor.getFile();
    }
  }
}
