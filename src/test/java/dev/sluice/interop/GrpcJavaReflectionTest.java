package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.sluice.proto.grpc.reflection.v1.ExtensionRequest;
import dev.sluice.proto.grpc.reflection.v1.ReflectionProto;
import dev.sluice.proto.grpc.reflection.v1.ServerReflectionRequest;
import dev.sluice.proto.grpc.reflection.v1.ServerReflectionResponse;
import dev.sluice.proto.grpc.reflection.v1.ServiceResponse;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both versions of reflection as grpc-java sees them; each test asks all on one stream. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class GrpcJavaReflectionTest {

  private static final String HELLOWORLD = "helloworld/helloworld.proto";
  private static final String HEALTH = "grpc/health/v1/health.proto";
  private static final String ANNOTATIONS = "google/api/annotations.proto";
  private static final String METHOD_OPTIONS = "google.protobuf.MethodOptions";
  private static final int HTTP_RULE = 72295728;

  @Order(1)
  @RegisterExtension
  static final RunningServer SERVER = new RunningServer();

  @Order(2)
  @RegisterExtension
  static final GrpcJavaClient CLIENT = new GrpcJavaClient(SERVER);

  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> V1 =
      GrpcJavaClient.method(
          ReflectionProto.getDescriptor().findServiceByName("ServerReflection"),
          "ServerReflectionInfo",
          ServerReflectionRequest.getDefaultInstance(),
          ServerReflectionResponse.getDefaultInstance());

  /** The method of v1alpha, which takes and gives the messages of v1 for the tests' sake. */
  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> V1ALPHA =
      inMessagesOfV1(
          GrpcJavaClient.method(
              dev.sluice.proto.grpc.reflection.v1alpha.ReflectionProto.getDescriptor()
                  .findServiceByName("ServerReflection"),
              "ServerReflectionInfo",
              dev.sluice.proto.grpc.reflection.v1alpha.ServerReflectionRequest.getDefaultInstance(),
              dev.sluice.proto.grpc.reflection.v1alpha.ServerReflectionResponse
                  .getDefaultInstance()));

  enum Version {
    V1,
    V1ALPHA
  }

  /** One stream of questions and answers. */
  private static final class Conversation {

    private final BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call;

    Conversation(Version version) {
      call =
          ClientCalls.blockingBidiStreamingCall(
              CLIENT.channel(),
              version == Version.V1 ? V1 : V1ALPHA,
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
    }

    ServerReflectionResponse ask(ServerReflectionRequest.Builder question) throws Exception {
      call.write(question.build());
      ServerReflectionResponse answer = call.read();
      assertThat(answer.getOriginalRequest()).isEqualTo(question.build());
      assertThat(answer.getValidHost()).isEqualTo(question.getHost());
      return answer;
    }

    void end() throws Exception {
      call.halfClose();
      assertThat(call.read()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsAllServicesAsOftenAsItIsAsked(Version version) throws Exception {
    Conversation stream = new Conversation(version);
    for (int i = 0; i < 3; i++) {
      ServerReflectionResponse answer = stream.ask(question().setListServices("*"));

      assertThat(answer.getListServicesResponse().getServiceList())
          .extracting(ServiceResponse::getName)
          .contains(
              "helloworld.Greeter",
              "grpc.health.v1.Health",
              "grpc.reflection.v1.ServerReflection",
              "grpc.reflection.v1alpha.ServerReflection");
    }
    stream.end();
  }

  @ParameterizedTest
  @EnumSource
  void givesAFileWithAllThatItImports(Version version) throws Exception {
    Conversation stream = new Conversation(version);

    List<FileDescriptorProto> files = files(stream.ask(question().setFileByFilename(HELLOWORLD)));

    assertThat(files).extracting(FileDescriptorProto::getName).startsWith(HELLOWORLD);
    assertThat(files)
        .extracting(FileDescriptorProto::getName)
        .containsAll(
            files.stream().flatMap(file -> file.getDependencyList().stream()).distinct().toList())
        .doesNotHaveDuplicates();
    stream.end();
  }

  @ParameterizedTest
  @EnumSource
  void findsTheFileOfASymbol(Version version) throws Exception {
    Map<String, String> fileOf = new LinkedHashMap<>();
    fileOf.put("helloworld.Greeter", HELLOWORLD);
    fileOf.put("helloworld.Greeter.SayHello", HELLOWORLD);
    fileOf.put("helloworld.HelloRequest", HELLOWORLD);
    fileOf.put("helloworld.HelloRequest.name", HELLOWORLD);
    fileOf.put("grpc.health.v1.HealthCheckResponse.ServingStatus", HEALTH);
    fileOf.put("grpc.health.v1.HealthCheckResponse.SERVING", HEALTH);
    fileOf.put("google.api.http", ANNOTATIONS);
    fileOf.put("google.api.HttpRule.pattern", "google/api/http.proto");
    Map<String, String> found = new LinkedHashMap<>();
    Conversation stream = new Conversation(version);
    for (String symbol : fileOf.keySet()) {
      ServerReflectionResponse answer = stream.ask(question().setFileContainingSymbol(symbol));
      found.put(
          symbol,
          answer.hasErrorResponse()
              ? answer.getErrorResponse().getErrorMessage()
              : files(answer).get(0).getName());
    }
    stream.end();

    assertThat(found).isEqualTo(fileOf);
  }

  @ParameterizedTest
  @EnumSource
  void findsExtensions(Version version) throws Exception {
    Conversation stream = new Conversation(version);

    assertThat(files(stream.ask(extension(METHOD_OPTIONS, HTTP_RULE))).get(0).getName())
        .isEqualTo(ANNOTATIONS);
    ServerReflectionResponse numbers =
        stream.ask(question().setAllExtensionNumbersOfType(METHOD_OPTIONS));
    assertThat(numbers.getAllExtensionNumbersResponse().getBaseTypeName())
        .isEqualTo(METHOD_OPTIONS);
    assertThat(numbers.getAllExtensionNumbersResponse().getExtensionNumberList())
        .contains(HTTP_RULE);
    stream.end();
  }

  @ParameterizedTest
  @EnumSource
  void answersWhatItCannotFindAndGoesOn(Version version) throws Exception {
    Conversation stream = new Conversation(version);
    List<ServerReflectionRequest.Builder> unknown =
        List.of(
            question().setFileByFilename("no/such.proto"),
            question().setFileContainingSymbol("helloworld.Stranger"),
            question().setAllExtensionNumbersOfType("helloworld.Stranger"),
            extension(METHOD_OPTIONS, 1234),
            extension("helloworld.Stranger", HTTP_RULE));
    for (ServerReflectionRequest.Builder question : unknown) {
      ServerReflectionResponse answer = stream.ask(question);

      assertThat(answer.getErrorResponse().getErrorCode())
          .as("%s", answer)
          .isEqualTo(Status.Code.NOT_FOUND.value());
      assertThat(answer.getErrorResponse().getErrorMessage()).isNotEmpty();
    }

    assertThat(stream.ask(question()).getErrorResponse().getErrorCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT.value());

    assertThat(stream.ask(question().setListServices("")).hasListServicesResponse()).isTrue();
    stream.end();
  }

  private static <Req extends Message, Resp extends Message>
      MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> inMessagesOfV1(
          MethodDescriptor<Req, Resp> method) {
    return method.toBuilder(
            translated(method.getRequestMarshaller(), ServerReflectionRequest.getDefaultInstance()),
            translated(
                method.getResponseMarshaller(), ServerReflectionResponse.getDefaultInstance()))
        .build();
  }

  /** Passes messages through those of another type with the same fields. */
  private static <To extends Message, Via extends Message> Marshaller<To> translated(
      Marshaller<Via> via, To type) {
    Marshaller<To> direct = ProtoUtils.marshaller(type);
    return new Marshaller<>() {
      @Override
      public InputStream stream(To message) {
        return via.stream(via.parse(direct.stream(message)));
      }

      @Override
      public To parse(InputStream stream) {
        return direct.parse(via.stream(via.parse(stream)));
      }
    };
  }

  private static ServerReflectionRequest.Builder question() {
    return ServerReflectionRequest.newBuilder().setHost("example.com");
  }

  private static ServerReflectionRequest.Builder extension(String type, int number) {
    return question()
        .setFileContainingExtension(
            ExtensionRequest.newBuilder().setContainingType(type).setExtensionNumber(number));
  }

  private static List<FileDescriptorProto> files(ServerReflectionResponse answer)
      throws InvalidProtocolBufferException {
    assertThat(answer.hasFileDescriptorResponse()).as("%s", answer).isTrue();
    List<FileDescriptorProto> files = new ArrayList<>();
    for (ByteString file : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      files.add(FileDescriptorProto.parseFrom(file));
    }
    return files;
  }
}
