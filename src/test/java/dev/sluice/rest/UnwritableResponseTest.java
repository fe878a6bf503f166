package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.google.protobuf.Any;
import dev.sluice.call.ServerCall;
import dev.sluice.test.v1.Everything;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Responses that JSON cannot express, as the log tells of them. */
@Timeout(30)
class UnwritableResponseTest {

  private static final Everything UNWRITABLE =
      Everything.newBuilder()
          .setAny(Any.newBuilder().setTypeUrl("type.googleapis.com/no.Such"))
          .build();

  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(event);
        }
      };
  private final Logger log = (Logger) LoggerFactory.getLogger(Failure.class);
  private WebSocketServer server;

  @BeforeEach
  void start() throws Exception {
    server = new WebSocketServer(Duration.ZERO);
    appender.start();
    log.addAppender(appender);
  }

  @AfterEach
  void stop() throws Exception {
    log.detachAppender(appender);
    server.close();
  }

  private static void answer(ServerCall<Everything, Everything> call) {
    call.handler(
        message -> {
          if (message.getAString().equals("later")) {
            call.response().write(Everything.getDefaultInstance());
            call.response().write(UNWRITABLE);
          } else {
            call.response().end(UNWRITABLE);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/echo, Echo, 500",
    "/v1/split/x, SplitByPath, 500",
    "/v1/split/later, SplitByPath, 200"
  })
  void areLoggedByTheNameThatTheAnswerHas(String path, String operation, int status)
      throws Exception {
    server.serve(UnwritableResponseTest::answer);

    HttpResponse<String> answer = get(path, "x-who", "nobody");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":13", "the response cannot be written");
    String logged = logged();
    assertThat(logged).contains(operation + ")").contains("the response cannot be written (");
    if (status == 500) {
      String id = answer.headers().firstValue("x-request-id").orElseThrow();
      assertThat(logged).endsWith("(request " + id + ")");
    } else {
      assertThat(logged).matches(".*\\(request [0-9a-f]{16}\\)");
    }
  }

  @ParameterizedTest
  @CsvSource({"/v1/echo", "/v1/split/x", "/v1/split/later"})
  void areLoggedByTheNameThatTheRequestHas(String path) throws Exception {
    server.serve(UnwritableResponseTest::answer);

    get(path, "x-request-id", "ada-1");

    assertThat(logged()).endsWith("(request ada-1)");
  }

  @Test
  void areLoggedByTheNameThatTheHandshakeHas() throws Exception {
    server.serve(UnwritableResponseTest::answer);

    try (RawWebSocket socket = server.open("/v1/split/later", "X-Request-Id: ada-1\r\n")) {
      socket.readToClose();
    }

    assertThat(logged()).endsWith("(request ada-1)");
  }

  private String logged() {
    assertThat(events).hasSize(1);
    return events.remove().getFormattedMessage();
  }

  private HttpResponse<String> get(String path, String header, String value) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("accept", "application/json")
                .header(header, value)
                .build(),
            BodyHandlers.ofString());
  }
}
