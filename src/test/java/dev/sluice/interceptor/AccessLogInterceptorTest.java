package dev.sluice.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.call.InProcessCall;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class AccessLogInterceptorTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("sluice.access");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  /** Refuses each name, repeating it. */
  private static final class Echo extends GreeterService {
    @Override
    public Future<HelloReply> sayHello(HelloRequest request) {
      return Future.failedFuture(
          new StatusException(GrpcStatus.NOT_FOUND, "no " + request.getName()));
    }
  }

  @Test
  void writesOneLineWhateverTheClientSends(Vertx vertx, VertxTestContext context) {
    MethodRegistry registry =
        MethodRegistry.of(
            List.of(GreeterGrpcService.of(new Echo())),
            List.of(new AccessLogInterceptor(new LoggerAccessLog())));
    @SuppressWarnings("unchecked")
    RegisteredMethod<HelloRequest, HelloReply> method =
        (RegisteredMethod<HelloRequest, HelloReply>) registry.method("helloworld.Greeter/SayHello");
    vertx.runOnContext(
        v -> {
          InProcessCall<HelloRequest, HelloReply> call =
              InProcessCall.start(vertx, method, MultiMap.caseInsensitiveMultiMap(), null);
          call.requests()
              .end(HelloRequest.newBuilder().setName("one\r\n12:00:00 INFO other").build());
          call.status()
              .onComplete(
                  context.succeeding(
                      status ->
                          context.verify(
                              () -> {
                                assertThat(log.list)
                                    .extracting(ILoggingEvent::getFormattedMessage)
                                    .containsExactly("no one  12:00:00 INFO other");
                                context.completeNow();
                              })));
        });
  }
}
