package dev.sluice.browser;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.EmptyProto;
import dev.sluice.call.ServiceProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.Service;

/** A service of two hundred methods, which answer nothing. */
final class WideService implements ServiceProvider {

  private static ServiceDescriptor describe() {
    ServiceDescriptorProto.Builder service = ServiceDescriptorProto.newBuilder().setName("Wide");
    for (int i = 1; i <= 200; i++) {
      service
          .addMethodBuilder()
          .setName("Method" + i)
          .setInputType(".google.protobuf.Empty")
          .setOutputType(".google.protobuf.Empty");
    }
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("wide.proto")
            .setPackage("wide")
            .setSyntax("proto3")
            .addDependency("google/protobuf/empty.proto")
            .addService(service)
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[] {EmptyProto.getDescriptor()})
          .findServiceByName("Wide");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "wide";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return Future.succeededFuture(new Wide(describe()));
  }

  private record Wide(ServiceDescriptor descriptor) implements Service {

    @Override
    public ServiceName name() {
      return ServiceName.create(descriptor.getFullName());
    }

    @Override
    public void bind(GrpcServer server) {
      for (MethodDescriptor method : descriptor.getMethods()) {
        server.callHandler(
            ServiceMethod.server(
                name(),
                method.getName(),
                GrpcMessageEncoder.<Empty>encoder(),
                GrpcMessageDecoder.<Empty>decoder(Empty.newBuilder())),
            call -> call.handler(request -> call.response().end(request)));
      }
    }
  }
}
