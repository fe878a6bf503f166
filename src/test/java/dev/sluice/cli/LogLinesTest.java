package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.call.InProcessCall;
import dev.sluice.call.Interceptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.Principal;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.interceptor.AccessEntry;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.interceptor.AccessLogInterceptor;
import dev.sluice.interceptor.LogEntry;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Entries of the access log are written as Logback would write them. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class LogLinesTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.LOGGER);
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    events.start();
    logger.addAppender(events);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(events);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not there",
        "grüße, 世界, 👋 and no more",
        "a \"quote\", a \\ and a / too",
        "two\r\nlines, a \t tab and a \u0001 control character",
        "\ud83d half a character"
      })
  void writesAnEntryOfTheAccessLogAsLogbackDoes(String message, Vertx vertx) throws Exception {
    AccessEntry entry = entry(vertx, message);
    LoggingEvent event = (LoggingEvent) events.list.get(0);
    event.setInstant(Instant.ofEpochMilli(entry.timeMillis()));

    assertThat(text(new TextLines(logger.getLoggerContext()), entry))
        .isEqualTo(text(new TextLines(logger.getLoggerContext()), event))
        .contains(" INFO  sluice.access ", " status=NOT_FOUND ", " principal=test:ada a ");
    assertThat(text(new TextLines(logger.getLoggerContext()), entry).contains(" trace=4bf92f3"))
        .isEqualTo(!message.isEmpty());
    JsonObject json = new JsonObject(text(new JsonLines(logger.getLoggerContext()), entry));
    assertThat(json)
        .isEqualTo(new JsonObject(text(new JsonLines(logger.getLoggerContext()), event)));
    assertThat(json.getString("formattedMessage")).isEqualTo(LogEntry.printable(replaced(message)));
  }

  /** What UTF-8 makes of it. */
  private static String replaced(String message) {
    return new String(message.getBytes(UTF_8), UTF_8);
  }

  private static String text(LogLines lines, AccessEntry entry) {
    LineBuffer buffer = new LineBuffer();
    lines.add(entry, buffer);
    return new String(buffer.toBytes(), UTF_8);
  }

  private static String text(LogLines lines, ILoggingEvent event) {
    LineBuffer buffer = new LineBuffer();
    lines.add(event, buffer);
    return new String(buffer.toBytes(), UTF_8);
  }

  /** The entry of a call that fails with a message, which is also logged. */
  private static AccessEntry entry(Vertx vertx, String message) throws Exception {
    GreeterService failing =
        new GreeterService() {
          @Override
          public Future<HelloReply> sayHello(HelloRequest request) {
            return Future.failedFuture(new StatusException(GrpcStatus.NOT_FOUND, message));
          }
        };
    Principal ada = new Principal("ada\na", "test", Set.of(), Set.of(), new JsonObject());
    AccessLog logged = AccessLog.of(vertx);
    List<AccessEntry> entries = new CopyOnWriteArrayList<>();
    MethodRegistry registry =
        MethodRegistry.of(
            List.of(GreeterGrpcService.of(failing)),
            List.of(
                new AccessLogInterceptor(
                    entry -> {
                      entries.add(entry);
                      logged.add(entry);
                    }),
                new Interceptor() {
                  @Override
                  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
                      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
                    return call -> {
                      call.principal(ada);
                      if (!message.isEmpty()) {
                        call.traceId("4bf92f3577b34da6a3ce929d0e0e4736");
                      }
                      next.handle(call);
                    };
                  }
                }));
    @SuppressWarnings("unchecked")
    RegisteredMethod<HelloRequest, HelloReply> method =
        (RegisteredMethod<HelloRequest, HelloReply>) registry.method("helloworld.Greeter/SayHello");
    Future.future(
            done ->
                vertx.runOnContext(
                    v -> {
                      InProcessCall<HelloRequest, HelloReply> call =
                          InProcessCall.start(
                              vertx, method, MultiMap.caseInsensitiveMultiMap(), null);
                      call.requests().end(HelloRequest.getDefaultInstance());
                      call.status().mapEmpty().onComplete(done);
                    }))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    return entries.get(0);
  }
}
