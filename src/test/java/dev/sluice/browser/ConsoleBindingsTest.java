package dev.sluice.browser;

import static dev.sluice.browser.Console.END;
import static dev.sluice.browser.Console.FAILED;
import static dev.sluice.browser.Console.OK;
import static dev.sluice.browser.Console.SEND;
import static dev.sluice.browser.Console.shell;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page and what of a request is neither in its path nor its query nor in JSON. */
class ConsoleBindingsTest extends WithConsole {

  private static final String BITS = "sluice.test.v1.BitService/";
  private static final String BOOKS = "sluice.test.v1.BookService/";
  private static final String FAULT = "form .error[role=alert]";
  private static final String CALLER =
      "{\"note\": \"n\", \"caller\": {\"tenant\": \"acme\", \"session\": \"it's s1\","
          + " \"address\": \"::1\", \"urgency\": 7}}";

  private final BodyService bodies = new BodyService();
  private PageServer bound;

  @BeforeAll
  void startBound() throws Exception {
    bound =
        new PageServer(
            new JsonObject(
                """
                {"rest": {"unannotatedMethods": true, "operations":
                  {"sluice.test.v1.BitService/Unbound":
                    {"bindings": [{"field": "name", "header": "Via"}]}}}}
                """),
            new CallerService(),
            bodies);
  }

  @AfterAll
  void stopBound() throws Exception {
    if (bound != null) {
      bound.close();
    }
  }

  private void open(String method, String door) throws Exception {
    browser.open(bound.url(method));
    browser.until("document.querySelector('.editor')");
    console.choose("select[name=door]", door);
  }

  private JsonObject receivedCaller(int number) throws Exception {
    return new JsonObject(console.received(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /v1/who", "POST /v1/who"})
  void sendsFieldsInTheHeadersThatTheyGoBy(String door) throws Exception {
    open(BITS + "Who", door);
    console.ask(CALLER);

    browser.click(SEND);

    browser.until(OK);
    assertThat(receivedCaller(1))
        .isEqualTo(
            new JsonObject().put("tenant", "acme").put("address", "127.0.0.1").put("urgency", 7));
    assertThat(browser.text(".bound"))
        .contains("caller.tenant goes by the header X-Tenant, which is required.")
        .contains("caller.session goes by the cookie session. The browser sends its own")
        .contains("caller.address is the address that the request comes from");
    assertThat(
            browser.run(
                "return document.getElementById(document.querySelector('.editor')"
                    + ".getAttribute('aria-describedby')).className"))
        .asString()
        .contains("bound");
  }

  @Test
  void sendsTheCookiesOfTheBrowser() throws Exception {
    open(BITS + "Who", "GET");
    console.ask(CALLER);
    browser.run("document.cookie = 'session=of%20the%20browser; path=/v1'");
    try {
      browser.click(SEND);

      browser.until(OK);
      assertThat(receivedCaller(1).getString("session")).isEqualTo("of the browser");
    } finally {
      browser.run("document.cookie = 'session=; path=/v1; max-age=0'");
    }
  }

  @Test
  void sendsWhatARequestBeginsWith() throws Exception {
    open(BITS + "Who", "GET");

    browser.click(SEND);

    browser.until(OK);
    assertThat(receivedCaller(1)).isEqualTo(new JsonObject().put("address", "127.0.0.1"));
  }

  @Test
  void leavesItToTheServerToSayThatAHeaderIsMissing() throws Exception {
    open(BITS + "Who", "POST");
    console.ask("{\"note\": \"n\"}");

    browser.click(SEND);

    browser.until(FAILED);
    assertThat(browser.text(".result"))
        .contains("X-Tenant", "required but not given in the headers");
  }

  @Test
  void sendsTheHeadersOfAStreamThatIsOneBody() throws Exception {
    open(BITS + "Whos", "one body");
    console.ask("{} " + CALLER);

    browser.click(SEND);

    browser.until(OK);
    JsonObject caller = new JsonObject().put("tenant", "acme").put("address", "127.0.0.1");
    assertThat(receivedCaller(1)).isEqualTo(caller);
    assertThat(receivedCaller(2)).isEqualTo(caller.copy().put("urgency", 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"caller\": {\"tenant\": \"a\"}} {\"caller\": {\"tenant\": \"b\"}}"
            + " | caller.tenant goes by the header X-Tenant: all messages of a call have the same",
        "{\"caller\": {\"tenant\": \"caf\u00e9\"}}"
            + " | caller.tenant goes by the header X-Tenant: it can be printable ASCII only",
        "{\"caller\": {\"tenant\": \" a\"}} | without blanks around it"
      })
  void saysWhatAHeaderCannotBe(String request, String why) throws Exception {
    open(BITS + "Whos", "one body");
    console.ask(request);

    browser.click(SEND);

    assertThat(browser.text(FAULT)).contains(why);
  }

  @Test
  void saysThatAWebSocketHasNoHeaders() throws Exception {
    open(BITS + "Whos", "WebSocket");
    assertThat(browser.text(".bound"))
        .contains(
            "caller.tenant goes by the header X-Tenant. Browsers can set no headers of a WebSocket");
    console.ask(CALLER);

    browser.click(SEND);

    assertThat(receivedCaller(1))
        .isEqualTo(new JsonObject().put("address", "127.0.0.1").put("urgency", 7));
    browser.click(END);
    browser.until(OK);
    assertThat(shell(console.copied("curl"))).contains("\"tenant\":\"acme\"");
  }

  @Test
  void saysThatAWebSocketIsRefusedWithoutAHeaderThatIsRequired() throws Exception {
    browser.open(bound.url(BITS + "Whos"));

    Object notes =
        browser.run(
            """
            return import('/console/fields.js').then((fields) => fields
              .boundNotes([{field: 'a', header: 'X-A', required: true}], true)[0].textContent);
            """);

    assertThat(notes)
        .asString()
        .startsWith("a goes by the header X-A, which is required.")
        .endsWith("The server refuses calls without it.");
  }

  @Test
  void saysThatBrowsersLetNoPageSetAHeader() throws Exception {
    open(BITS + "Unbound", "POST");
    console.ask("{\"name\": \"1.1 proxy\"}");

    browser.click(SEND);

    browser.until(OK);
    assertThat(receivedCaller(1)).isEqualTo(new JsonObject());
    assertThat(browser.text(".bound"))
        .isEqualTo(
            "name goes by the header Via. Browsers let no page set it: it is left out, and is in"
                + " the copy for curl.");
    assertThat(shell(console.copied("curl"))).isEqualTo("{\"name\":\"1.1 proxy\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /v1/who", "POST /v1/who"})
  void copiesHeadersAndCookiesAsCurl(String door) throws Exception {
    open(BITS + "Who", door);
    console.ask(CALLER);

    String command = console.copied("curl");

    assertThat(new JsonObject(shell(command)))
        .isEqualTo(
            new JsonObject()
                .put("tenant", "acme")
                .put("session", "it's s1")
                .put("address", "127.0.0.1")
                .put("urgency", 7));
    assertThat(console.copied("grpcurl")).contains("\"tenant\": \"acme\"");
  }

  private HttpBody taken() throws Exception {
    return Objects.requireNonNull(bodies.bodies.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void joinsTheBytesOfAStreamOfAnyType() throws Exception {
    open(BOOKS + "EchoPieces", "one body");
    console.ask(
        "{\"contentType\": \"image/png\", \"data\": \"AP8=\"} {\"data\": \"-_8\"}"
            + " {\"contentType\": \"image/png\", \"data\": \"Ag==\"}");
    bodies.bodies.clear();

    browser.click(SEND);

    browser.until(OK);
    assertThat(console.received(1)).isEqualTo("image/png of 5");
    HttpBody sent = taken();
    assertThat(sent.getData().toByteArray()).containsExactly(0, 0xff, 0xfb, 0xff, 2);
    assertThat(shell(console.copied("curl"))).isEqualTo("image/png of 5");
    assertThat(taken()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"contentType\": \"image/png\"} {\"contentType\": \"text/plain\"}"
            + " | message 2 is text/plain: one body has one type, that of the first message,"
            + " image/png",
        "{} {\"contentType\": \"a/b\"} | that of the first message, application/octet-stream",
        "{\"data\": \"AA==\"} {\"data\": \"?\"} | message 2: its data is not base64"
      })
  void saysWhatOneBodyOfAnyTypeCannotBe(String request, String why) throws Exception {
    open(BOOKS + "EchoPieces", "one body");
    console.ask(request);

    browser.click(SEND);

    assertThat(browser.text(FAULT)).contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": 1, \"image\": {\"contentType\": \"a/b\", \"data\": \"AAE=\"}} | a/b of 2",
        "{\"id\": 1, \"image\": {\"contentType\": \"a/b\"}} | a/b of 0",
        "{\"id\": 1} | ' of 0'"
      })
  void sendsABodyOfAnyTypeAndNoneIfThereIsNone(String request, String answer) throws Exception {
    open(BOOKS + "PutCover", "/cover");
    console.ask(request);

    browser.click(SEND);

    browser.until(OK);
    assertThat(console.received(1)).isEqualTo(answer);
    assertThat(shell(console.copied("curl"))).isEqualTo(answer);
  }
}
