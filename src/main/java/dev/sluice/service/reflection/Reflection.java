package dev.sluice.service.reflection;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.call.RunOn;
import dev.sluice.config.Threads;
import dev.sluice.proto.grpc.reflection.v1.ErrorResponse;
import dev.sluice.proto.grpc.reflection.v1.ExtensionNumberResponse;
import dev.sluice.proto.grpc.reflection.v1.ExtensionRequest;
import dev.sluice.proto.grpc.reflection.v1.FileDescriptorResponse;
import dev.sluice.proto.grpc.reflection.v1.ListServiceResponse;
import dev.sluice.proto.grpc.reflection.v1.ReflectionProto;
import dev.sluice.proto.grpc.reflection.v1.ServerReflectionRequest;
import dev.sluice.proto.grpc.reflection.v1.ServerReflectionResponse;
import dev.sluice.proto.grpc.reflection.v1.ServiceResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Server reflection, as <a
 * href="https://github.com/grpc/grpc/blob/master/doc/server-reflection.md">server-reflection.md</a>
 * describes it. The two versions differ in their names only, so one class speaks both.
 */
@RunOn(Threads.EVENT_LOOP)
public final class Reflection implements Service {

  private static final String METHOD = "ServerReflectionInfo";

  private final ServiceDescriptor descriptor;
  private final DescriptorIndex index;

  private Reflection(ServiceDescriptor descriptor, DescriptorIndex index) {
    this.descriptor = descriptor;
    this.index = index;
  }

  /**
   * Makes the reflection services, v1 and v1alpha.
   *
   * @param services the services to describe; reflection describes itself besides
   * @return both versions
   */
  public static List<Service> of(Collection<Service> services) {
    ServiceDescriptor v1 = ReflectionProto.getDescriptor().findServiceByName("ServerReflection");
    ServiceDescriptor v1alpha =
        dev.sluice.proto.grpc.reflection.v1alpha.ReflectionProto.getDescriptor()
            .findServiceByName("ServerReflection");
    List<ServiceDescriptor> all = new ArrayList<>();
    services.forEach(service -> all.add(service.descriptor()));
    all.add(v1);
    all.add(v1alpha);
    DescriptorIndex index = new DescriptorIndex(all);
    return List.of(new Reflection(v1, index), new Reflection(v1alpha, index));
  }

  @Override
  public ServiceName name() {
    return ServiceName.create(descriptor.getFullName());
  }

  @Override
  public ServiceDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void bind(GrpcServer server) {
    server.callHandler(
        ServiceMethod.server(
            name(),
            METHOD,
            GrpcMessageEncoder.<ServerReflectionResponse>encoder(),
            GrpcMessageDecoder.<ServerReflectionRequest>decoder(
                ServerReflectionRequest.newBuilder())),
        this::serve);
  }

  private void serve(GrpcServerRequest<ServerReflectionRequest, ServerReflectionResponse> request) {
    GrpcServerResponse<ServerReflectionRequest, ServerReflectionResponse> response =
        request.response();
    request.endHandler(v -> response.end());
    request.handler(
        question -> {
          response.write(answer(question));
          if (response.writeQueueFull()) {
            request.pause();
            response.drainHandler(v -> request.resume());
          }
        });
  }

  private ServerReflectionResponse answer(ServerReflectionRequest question) {
    ServerReflectionResponse.Builder answer =
        ServerReflectionResponse.newBuilder()
            .setValidHost(question.getHost())
            .setOriginalRequest(question);
    switch (question.getMessageRequestCase()) {
      case LIST_SERVICES -> answer.setListServicesResponse(services());
      case FILE_BY_FILENAME ->
          files(answer, index.file(question.getFileByFilename()), question.getFileByFilename());
      case FILE_CONTAINING_SYMBOL ->
          files(
              answer,
              index.fileOfSymbol(question.getFileContainingSymbol()),
              question.getFileContainingSymbol());
      case FILE_CONTAINING_EXTENSION -> {
        ExtensionRequest extension = question.getFileContainingExtension();
        files(
            answer,
            index.fileOfExtension(extension.getContainingType(), extension.getExtensionNumber()),
            extension.getContainingType() + " extension " + extension.getExtensionNumber());
      }
      case ALL_EXTENSION_NUMBERS_OF_TYPE ->
          extensionNumbers(answer, question.getAllExtensionNumbersOfType());
      case MESSAGEREQUEST_NOT_SET ->
          answer.setErrorResponse(error(GrpcStatus.INVALID_ARGUMENT, "the request asks nothing"));
    }
    return answer.build();
  }

  private ListServiceResponse services() {
    ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
    index.services().forEach(name -> list.addService(ServiceResponse.newBuilder().setName(name)));
    return list.build();
  }

  private static void files(
      ServerReflectionResponse.Builder answer, @Nullable FileDescriptor file, String asked) {
    if (file == null) {
      answer.setErrorResponse(error(GrpcStatus.NOT_FOUND, "not found: " + asked));
      return;
    }
    FileDescriptorResponse.Builder files = FileDescriptorResponse.newBuilder();
    DescriptorIndex.withImports(file)
        .forEach(each -> files.addFileDescriptorProto(each.toProto().toByteString()));
    answer.setFileDescriptorResponse(files);
  }

  private void extensionNumbers(ServerReflectionResponse.Builder answer, String type) {
    List<Integer> numbers = index.extensionNumbers(type);
    if (numbers == null) {
      answer.setErrorResponse(error(GrpcStatus.NOT_FOUND, "not found: " + type));
    } else {
      answer.setAllExtensionNumbersResponse(
          ExtensionNumberResponse.newBuilder()
              .setBaseTypeName(type)
              .addAllExtensionNumber(numbers));
    }
  }

  private static ErrorResponse error(GrpcStatus code, String message) {
    return ErrorResponse.newBuilder().setErrorCode(code.code).setErrorMessage(message).build();
  }
}
