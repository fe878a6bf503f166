package dev.sluice.browser;

import static dev.sluice.Waiting.await;
import static dev.sluice.browser.Console.CANCEL;
import static dev.sluice.browser.Console.END;
import static dev.sluice.browser.Console.FAILED;
import static dev.sluice.browser.Console.OK;
import static dev.sluice.browser.Console.SEND;
import static dev.sluice.browser.Console.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.test.v1.Everything;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.StatusException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of messages on the page, and how they end. */
class ConsoleStreamsTest extends WithConsole {

  @ParameterizedTest
  @ValueSource(strings = {"NDJSON", "Server-sent events"})
  void showsEachMessageOfAStreamWhenItComes(String format) throws Exception {
    console.openStaged("Split");
    console.choose("select[name=format]", format);
    browser.click(SEND);
    GrpcServerResponse<?, Everything> stream = console.openedStream();

    stream.write(StagedService.text("one"));
    assertThat(console.receivedJson(1).getString("aString")).isEqualTo("one");
    assertThat(browser.text(".state")).isEqualTo("Receiving");
    stream.write(StagedService.text("two"));
    assertThat(console.receivedJson(2).getString("aString")).isEqualTo("two");
    stream.end();

    browser.until(OK);
    assertThat(browser.text(".status")).contains("2 received");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NDJSON", "Server-sent events"})
  void showsAnErrorAtTheEndOfAStream(String format) throws Exception {
    console.openStaged("Split");
    console.choose("select[name=format]", format);
    browser.click(SEND);
    GrpcServerResponse<?, Everything> stream = console.openedStream();

    stream.write(StagedService.text("one"));
    console.received(1);
    stream.fail(new StatusException(GrpcStatus.DATA_LOSS, "the disk is gone"));

    browser.until(FAILED);
    assertThat(browser.text(".result")).contains("DATA_LOSS", "the disk is gone");
    assertThat(browser.run("return document.querySelectorAll('.log .received').length"))
        .isEqualTo(1);
  }

  @Test
  void cancelsAStream() throws Exception {
    console.openStaged("Split");
    browser.click(SEND);
    console.openedStream().write(StagedService.text("one"));
    console.received(1);
    server.staged.failed.clear();

    browser.click(CANCEL);

    assertThat(server.staged.failed.poll(20, TimeUnit.SECONDS)).isNotNull();
    browser.until(FAILED);
    assertThat(browser.text(".state")).isEqualTo("CANCELLED");
  }

  @Test
  void cancelsACallOverAWebSocket() throws Exception {
    console.openStaged("Chat");
    browser.click(SEND);
    console.received(1);
    server.staged.failed.clear();

    browser.click(CANCEL);

    assertThat(server.staged.failed.poll(20, TimeUnit.SECONDS)).isNotNull();
    browser.until(FAILED);
    assertThat(browser.text(".state")).isEqualTo("CANCELLED");
  }

  @ParameterizedTest
  @CsvSource({
    "Split, NDJSON, cut off before its end",
    "Split, Server-sent events, cut off before its end",
    "Chat, '', The connection was lost"
  })
  void saysThatTheServerIsGoneInTheMiddleOfAStream(String method, String format, String why)
      throws Exception {
    try (PageServer other = new PageServer(new JsonObject())) {
      NetServer way = other.divert();
      browser.open(other.url(SERVICE + method));
      console.choose("select[name=format]", format);
      browser.click(SEND);
      if (method.equals("Split")) {
        Objects.requireNonNull(other.staged.opened.poll(20, TimeUnit.SECONDS))
            .write(StagedService.text("one"));
      }
      console.received(1);

      await(way.close());

      browser.until(FAILED);
      assertThat(browser.text(".state")).isEqualTo("UNAVAILABLE");
      assertThat(browser.text(".result .error")).contains(why);
    }
  }

  @Test
  void keepsTheLastMessagesOfALongStreamAndCountsTheOthers() throws Exception {
    console.openStaged("Split");
    browser.click(SEND);
    GrpcServerResponse<?, Everything> stream = console.openedStream();

    for (int i = 1; i <= 1000; i++) {
      stream.write(StagedService.text("message " + i));
    }
    stream.end(StagedService.text("x".repeat(100_000)));

    browser.until(OK);
    assertThat(browser.text(".status")).contains("1001 received");
    assertThat(browser.text(".dropped")).startsWith("801 earlier messages");
    assertThat(browser.run("return document.querySelectorAll('.log li').length")).isEqualTo(200);
    assertThat(browser.text(".log li:last-child")).contains("Too long").hasSizeLessThan(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVICE + "Chat", "helloworld.Greeter/SayHelloBidiStream"})
  void talksBothWaysOverAWebSocketAndEndsItsSide(String method) throws Exception {
    boolean greets = method.startsWith("hello");
    console.openMethod(method);
    console.ask(greets ? "{\"name\": \"Ada\"}" : "{\"aString\": \"Ada\"}");
    browser.click(SEND);
    assertThat(console.received(1)).contains("Ada");

    console.ask(greets ? "{\"name\": \"Eve\"}" : "{\"aString\": \"Eve\"}");
    browser.click(SEND);
    assertThat(console.received(2)).contains("Eve");
    assertThat(browser.run("return document.querySelector('" + CANCEL + "').disabled"))
        .isEqualTo(false);
    browser.click(END);

    browser.until(OK);
    assertThat(browser.text(".status")).contains("OK", "2 sent", "2 received");
  }

  @Test
  void showsWhyACallOverAWebSocketHasFailedAndNotAsAMessage() throws Exception {
    console.openStaged("Chat");
    console.ask("{\"aString\": \"Ada\"}");
    browser.click(SEND);
    assertThat(console.received(1)).contains("Ada");

    console.ask("{\"anInt32\": \"x\"}");
    browser.click(SEND);

    browser.until(FAILED);
    assertThat(browser.text(".status"))
        .contains("INVALID_ARGUMENT", "WebSocket 4003", "1 received");
    assertThat(browser.text(".result .error")).contains("BadRequest", "[1].anInt32");
  }

  @Test
  void streamsToTheServerAsOneBody() throws Exception {
    console.openStaged("Join");
    console.choose("select[name=door]", "one body");
    console.ask("{\"anInt32\": 1}\n{\"anInt32\":\n 2}\n{\"anInt32\": 3}");

    browser.click(SEND);

    browser.until(OK);
    assertThat(console.receivedJson(1).getJsonArray("numbers")).containsExactly(1, 2, 3);
  }

  @Test
  void streamsToTheServerMessageByMessage() throws Exception {
    console.openStaged("Join");
    for (int i = 1; i <= 3; i++) {
      console.ask("{\"anInt32\": " + i + "}");
      browser.click(SEND);
    }

    browser.click(END);

    browser.until(OK);
    assertThat(console.receivedJson(1).getJsonArray("numbers")).containsExactly(1, 2, 3);
  }
}
