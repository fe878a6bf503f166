package dev.sluice.interceptor;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Int32Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Status;
import dev.sluice.call.CallStatus;
import dev.sluice.call.InProcessCall;
import dev.sluice.call.Interceptor;
import dev.sluice.call.Metadata;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.test.v1.Misruled;
import dev.sluice.test.v1.Ruled;
import dev.sluice.test.v1.RuledServiceGrpcService;
import dev.sluice.test.v1.RuledServiceService;
import dev.sluice.test.v1.RulesProto;
import dev.sluice.test.v1.Unruled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.Service;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

@ExtendWith(VertxExtension.class)
@Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
class ValidationInterceptorTest {

  private static final ValidationInterceptor INTERCEPTOR = new ValidationInterceptor();

  /** Answers each message. */
  private static final class Answering extends RuledServiceService {

    private int served;

    @Override
    public Future<Unruled> check(Ruled request) {
      served++;
      return Future.succeededFuture(Unruled.getDefaultInstance());
    }
  }

  /** What came of a call. */
  private record Outcome(GrpcStatus code, String message, List<FieldViolation> violations) {}

  private static Outcome call(Vertx vertx, Answering service, Ruled request) throws Exception {
    return call(vertx, RuledServiceGrpcService.of(service), "Check", request);
  }

  @SuppressWarnings("unchecked") // the method's own messages
  private static Outcome call(Vertx vertx, Service service, String name, Message request)
      throws Exception {
    RegisteredMethod<Message, Message> method =
        (RegisteredMethod<Message, Message>)
            MethodRegistry.of(List.of(service), List.of(INTERCEPTOR))
                .method("sluice.test.v1.RuledService/" + name);
    Promise<Outcome> outcome = Promise.promise();
    vertx.runOnContext(
        v -> {
          InProcessCall<Message, Message> call =
              InProcessCall.start(vertx, method, MultiMap.caseInsensitiveMultiMap(), null);
          call.requests().end(request);
          call.status().map(status -> outcome(status, call.trailers())).onComplete(outcome);
        });
    return await(outcome.future());
  }

  private static Outcome outcome(CallStatus status, @Nullable MultiMap trailers) {
    if (trailers == null) {
      return new Outcome(status.code(), status.message(), List.of());
    }
    byte[] details = Base64.getDecoder().decode(trailers.get(Metadata.STATUS_DETAILS));
    assertThat(details.length).isLessThan(6000);
    try {
      return new Outcome(
          status.code(),
          status.message(),
          Status.parseFrom(details)
              .getDetails(0)
              .unpack(BadRequest.class)
              .getFieldViolationsList());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Ruled.Builder good() {
    return Ruled.newBuilder().setName("n");
  }

  /** A request, and what is wrong with it as field: reason, in order. */
  static Stream<Arguments> requests() {
    Ruled.Part wrong = Ruled.Part.newBuilder().setNumber("x").build();
    Ruled.Part right = Ruled.Part.newBuilder().setNumber("123").build();
    return Stream.of(
        arguments(good(), ""),
        arguments(Ruled.newBuilder(), "name string.min_len"),
        arguments(good().setName("n".repeat(101)), "name string.max_len"),
        arguments(
            good().addParts(right).addParts(wrong),
            "parts[1].number string.min_len, parts[1].number string.pattern"),
        arguments(
            good().addParts(right.toBuilder().setWhole(good().addParts(right).addParts(wrong))),
            "parts[0].whole.parts[1].number string.min_len,"
                + " parts[0].whole.parts[1].number string.pattern"),
        arguments(good().putSizes("a", 0), "sizes[\"a\"] int32.gt"),
        arguments(
            good().putSizes("a\"longer than ten", 1),
            "sizes[\"a\\\"longer than ten\"] string.max_len"),
        arguments(
            good().putSizes("a", 1).putSizes("b", 1).putSizes("c", 1).putSizes("d", 1),
            "sizes map.max_pairs"),
        arguments(good().setLow(2).setHigh(1), " ruled.order"),
        arguments(good().setOne("1").setOther("2"), " message.oneof"),
        arguments(good().setEmail("a.example.org"), "email string.email"),
        arguments(good().setUri("::"), "uri string.uri"),
        arguments(good().setUri("https://a.example/"), ""),
        arguments(good().addMarks(1).addMarks(1), "marks repeated.unique"),
        arguments(good().addMarks(1).addMarks(10), "marks[1] int32.gte_lt"),
        arguments(good().setAt(Timestamps.fromSeconds(1L << 35)), "at timestamp.lt_now"),
        arguments(good().setTime(Durations.fromSeconds(61)), "time duration.lte"),
        arguments(good().setWrapped(Int32Value.of(6)), "wrapped int32.lte"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void namesEachBrokenRule(Ruled.Builder request, String broken, Vertx vertx) throws Exception {
    Answering service = new Answering();

    Outcome outcome = call(vertx, service, request.build());

    assertThat(
            outcome.violations().stream()
                .map(each -> each.getField() + " " + each.getReason())
                .collect(Collectors.joining(", ")))
        .isEqualTo(broken);
    assertThat(outcome.code())
        .isEqualTo(broken.isEmpty() ? GrpcStatus.OK : GrpcStatus.INVALID_ARGUMENT);
    assertThat(service.served).isEqualTo(broken.isEmpty() ? 1 : 0);
  }

  @Test
  void tellsTheFirstInTheMessageAndCountsTheOthers(Vertx vertx) throws Exception {
    Ruled request = Ruled.newBuilder().addMarks(10).setWrapped(Int32Value.of(6)).build();

    assertThat(call(vertx, new Answering(), request).message())
        .isEqualTo("name: must be at least 1 characters (and 2 more)");
  }

  @Test
  void boundsWhatItTells(Vertx vertx) throws Exception {
    Ruled.Builder many = good();
    for (int i = 0; i < 400; i++) {
      many.addMarks(10 + i);
    }
    Ruled.Builder more = good();
    for (int i = 0; i < 1500; i++) {
      more.addParts(Ruled.Part.getDefaultInstance());
    }

    assertThat(call(vertx, new Answering(), many.build()).violations())
        .hasSizeBetween(20, Violations.MAX_VIOLATIONS)
        .element(19)
        .extracting(FieldViolation::getField)
        .isEqualTo("marks[19]");
    assertThat(call(vertx, new Answering(), more.build()).violations())
        .extracting(FieldViolation::getField)
        .containsExactly("parts[0].number");
    assertThat(
            call(vertx, new Answering(), good().putSizes("é".repeat(900), 0).build()).violations())
        .extracting(FieldViolation::getField)
        .containsOnly("sizes[\"" + "é".repeat(40) + "…\"]");
  }

  @Test
  void answersInternalForARuleThatFailsItselfAndLogsItOnce(Vertx vertx) throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(ServerCall.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      Outcome outcome = call(vertx, new Answering(), good().setBroken(1).build());

      assertThat(outcome.message()).startsWith("internal error (request ");
      assertThat(outcome).isEqualTo(new Outcome(GrpcStatus.INTERNAL, outcome.message(), List.of()));
      assertThat(log.list).hasSize(1);
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void leavesMethodsWithoutRulesAsTheyAre() {
    List<Handler<?>> same = new ArrayList<>();
    Interceptor probe =
        new Interceptor() {
          @Override
          public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
              RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
            if (INTERCEPTOR.intercept(method, next) == next) {
              same.add(next);
              assertThat(method.descriptor().getName()).isEqualTo("Free");
            }
            return next;
          }
        };

    MethodRegistry.of(List.of(RuledServiceGrpcService.of(new Answering())), List.of(probe));

    assertThat(same).hasSize(1);
  }

  @Test
  void namesTheMessageWhoseRulesDoNotCompile(Vertx vertx) {
    ValidationInterceptor interceptor = new ValidationInterceptor();

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> await(interceptor.compile(vertx, List.of(Misruled.getDescriptor()))))
          .cause()
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("rules of sluice.test.v1.Misruled.Inner: ")
          .hasMessageEndingWith("(expected: rules that compile)");
    }
  }

  @Test
  void holdsDynamicMessagesAgainstRulesThatWereParsedAsUnknownFields(Vertx vertx) throws Exception {
    FileDescriptor file = RulesProto.getDescriptor();
    FileDescriptor unaware =
        FileDescriptor.buildFrom(
            FileDescriptorProto.parseFrom(file.toProto().toByteString()),
            file.getDependencies().toArray(FileDescriptor[]::new));
    Descriptor type = unaware.findMessageTypeByName("Ruled");
    assertThat(type.findFieldByName("name").getOptions().getUnknownFields().asMap()).isNotEmpty();

    Outcome outcome =
        call(
            vertx,
            new DynamicService(unaware.findServiceByName("RuledService")),
            "Check",
            DynamicMessage.getDefaultInstance(type));

    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                GrpcStatus.INVALID_ARGUMENT,
                "name: must be at least 1 characters",
                List.of(
                    FieldViolation.newBuilder()
                        .setField("name")
                        .setDescription("must be at least 1 characters")
                        .setReason("string.min_len")
                        .build())));
  }

  /** Serves the one method with messages that have no class. */
  private record DynamicService(ServiceDescriptor descriptor) implements Service {

    @Override
    public ServiceName name() {
      return ServiceName.create(descriptor.getFullName());
    }

    @Override
    public void bind(GrpcServer server) {
      Descriptor type = descriptor.findMethodByName("Check").getInputType();
      server.callHandler(
          ServiceMethod.server(
              name(),
              "Check",
              GrpcMessageEncoder.<Message>encoder(),
              GrpcMessageDecoder.<Message>decoder(DynamicMessage.newBuilder(type))),
          call -> call.handler(message -> call.response().end(message)));
    }
  }
}
