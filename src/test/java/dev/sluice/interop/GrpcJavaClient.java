package dev.sluice.interop;

import static io.grpc.MethodDescriptor.MethodType;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A channel of grpc-java to a server, and its methods made from the descriptors of our protos. */
final class GrpcJavaClient implements BeforeAllCallback, AfterAllCallback, AutoCloseable {

  private final RunningServer server;
  private ManagedChannel channel;

  GrpcJavaClient(RunningServer server) {
    this.server = server;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    open();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    close();
  }

  GrpcJavaClient open() {
    channel =
        ManagedChannelBuilder.forAddress(RunningServer.HOST, server.port()).usePlaintext().build();
    return this;
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  ManagedChannel channel() {
    return channel;
  }

  /** The method of that name in a service, which the service may well not have. */
  static <Req extends Message, Resp extends Message> io.grpc.MethodDescriptor<Req, Resp> method(
      ServiceDescriptor service, String name, Req request, Resp response) {
    MethodDescriptor method = service.findMethodByName(name);
    return io.grpc.MethodDescriptor.<Req, Resp>newBuilder()
        .setFullMethodName(
            io.grpc.MethodDescriptor.generateFullMethodName(service.getFullName(), name))
        .setType(method == null ? MethodType.UNARY : type(method))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }

  private static MethodType type(MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING;
    }
    return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
  }
}
