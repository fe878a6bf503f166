package dev.sluice.browser;

import static dev.sluice.browser.Console.END;
import static dev.sluice.browser.Console.FAILED;
import static dev.sluice.browser.Console.OK;
import static dev.sluice.browser.Console.SEND;
import static dev.sluice.browser.Console.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at {@code /}, as people use it. */
class ConsolePageTest extends WithConsole {

  @Test
  void listsServicesWithTheirMethodsAndAsksNobodyElse() throws Exception {
    browser.requests();
    browser.console();

    browser.open(server.url(""));

    assertThat(browser.text("#methods"))
        .contains("helloworld.Greeter", "SayHelloBidiStream", "grpc.health.v1.Health", "Watch");
    assertThat(browser.text("main")).contains("GET /v1/hello/{name}", "POST /v1/routes:chat");
    assertThat(browser.text("#links")).contains("Swagger UI", "Contract", "Health", "Metrics");
    assertThat(browser.console()).isEmpty();
    assertThat(browser.requests())
        .isNotEmpty()
        .extracting(URI::getAuthority)
        .containsOnly(server.target());
  }

  @ParameterizedTest
  @CsvSource({"chat, RouteChat", "/v1/hello/, SayHello", "bidi greeter, SayHelloBidiStream"})
  void findsMethodsByNamePathAndKind(String words, String method) throws Exception {
    browser.open(server.url(""));

    browser.press("body", "/");
    browser.type("#filter", words);

    assertThat(browser.text("#methods")).contains(method).doesNotContain("GetFeature");
    assertThat(browser.run("return document.activeElement.id")).isEqualTo("filter");
  }

  @Test
  void saysThatNoMethodMatches() throws Exception {
    browser.open(server.url(""));

    browser.type("#filter", "nowhere");

    assertThat(browser.text("#filter-count")).isEqualTo("No method matches.");
  }

  @Test
  void callsAMethodThatIsChosenByItsLink() throws Exception {
    browser.open(server.url(""));

    browser.click("#methods a[href='#/helloworld.Greeter/SayHello']");
    assertThat(
            new JsonObject(
                String.valueOf(browser.run("return document.querySelector('.editor').value"))))
        .isEqualTo(new JsonObject().put("name", ""));
    console.ask("{\"name\": \"Ada\"}");
    browser.click(SEND);

    assertThat(console.receivedJson(1)).isEqualTo(new JsonObject().put("message", "Hello, Ada"));
    browser.until(OK);
    assertThat(browser.text(".status")).contains("OK", "HTTP 200", "1 received");
    assertThat(browser.run("return document.querySelector('.result table').textContent"))
        .asString()
        .contains("content-type", "application/json");
  }

  @Test
  void sendsFieldsInPathAndQueryAsTheOperationHasThem() throws Exception {
    console.openStaged("List");
    console.ask(
        "{\"parent\": \"shelves/a b\", \"page\": {\"size\": 3, \"token\": \"x&y\"},"
            + " \"colours\": [\"COLOUR_RED\", \"COLOUR_BLUE\"], \"archived\": false}");

    browser.click(SEND);

    browser.until(OK);
    assertThat(browser.text(".result"))
        .contains("GET /v1/shelves/a%20b/things?page.size=3&page.token=x%26y&colours=COLOUR_RED");
  }

  @Test
  void beginsWithASkeletonThatTheServerTakes() throws Exception {
    console.openStaged("Echo");
    JsonObject skeleton =
        new JsonObject(
            String.valueOf(browser.run("return document.querySelector('.editor').value")));

    browser.click(SEND);

    browser.until(OK);
    assertThat(skeleton.getString("colour")).isEqualTo("COLOUR_UNSPECIFIED");
    assertThat(skeleton.getJsonObject("nested").getJsonArray("words")).isEqualTo(new JsonArray());
    assertThat(skeleton.fieldNames()).contains("choiceText").doesNotContain("choiceNumber");
    browser.click(".fields summary");
    assertThat(browser.text(".fields"))
        .contains("nested.text", "COLOUR_CRIMSON", "Not together with choiceNumber");
  }

  @Test
  void showsAnErrorWithItsDetails() throws Exception {
    console.openStaged("Fail");
    console.ask("{\"aString\": \"the cat is out\"}");

    browser.click(SEND);

    browser.until(FAILED);
    assertThat(browser.text(".result"))
        .contains("FAILED_PRECONDITION", "HTTP 400", "ErrorInfo", "BadRequest", "the cat is out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Echo | {\"aString\":                | it ends too early, at line 1, column 12",
        "Echo | {\"aString\": x}             | unexpected x} at line 1, column 13",
        "List | '{\n  \"parent\": \"a\",\n}'  | unexpected } at line 3, column 1",
        "Join | '{\"anInt32\": 1}\n{\"a\" 2}' | unexpected 2 at line 2, column 6",
        "Join | '[{\"anInt32\": 1},\n]'      | unexpected ] at line 2, column 1"
      })
  void saysWhereARequestIsNotJson(String method, String request, String where) throws Exception {
    console.openStaged(method);
    console.choose("select[name=door]", method.equals("Join") ? "one body" : "");
    browser.run(
        "const e = document.querySelector('.editor'); e.value = arguments[0];",
        request.replace("\\n", "\n"));

    browser.click(SEND);

    assertThat(browser.text("form .error[role=alert]"))
        .isEqualTo("the request is not JSON: " + where);
  }

  @Test
  void leavesItToTheServerToSayWhereARequestIsNoMessage() throws Exception {
    console.openStaged("Echo");
    console.ask("{\"nested\": {\"number\": \"x\"}}");

    browser.click(SEND);

    browser.until(FAILED);
    assertThat(browser.text(".result"))
        .contains("nested.number", "expected int32, got \"x\" (line 1, column 23)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"WebSocket", "one body"})
  void sendsMetadataAndCredentials(String door) throws Exception {
    console.openStaged("Join");
    console.choose("select[name=door]", door);
    console.ask("{\"anInt32\": 1}");
    console.addMetadata("x-tenant", "a=b, c");
    console.setCredential("Bearer", "t0ken");

    browser.click(SEND);
    if (door.equals("WebSocket")) {
      browser.click(END);
    }

    browser.until(OK);
    assertThat(console.receivedJson(1).getJsonObject("labels"))
        .isEqualTo(new JsonObject().put("x-tenant", "a=b, c").put("authorization", "Bearer t0ken"));
    assertThat(browser.run("return location.href + Object.keys(localStorage) + document.cookie"))
        .asString()
        .doesNotContain("t0ken");
  }

  @ParameterizedTest
  @CsvSource({"Echo, POST /v1/echo, '{\"aString\": \"never\"}'", "Chat, WebSocket, '{}'"})
  void endsACallAtItsDeadline(String method, String door, String request) throws Exception {
    console.openStaged(method);
    console.choose("select[name=door]", door);
    console.ask(request);
    console.setDeadline("0.2");

    browser.click(SEND);

    browser.until(FAILED);
    assertThat(browser.text(".state")).isEqualTo("DEADLINE_EXCEEDED");
  }

  @ParameterizedTest
  @CsvSource({
    "x y, v, a name has letters",
    "grpc-x, v, names that begin with grpc-",
    "k-bin, ?, not base64",
    "k, \u00e9, printable ASCII"
  })
  void saysWhatIsWrongWithMetadata(String name, String value, String why) throws Exception {
    console.openStaged("Echo");
    console.addMetadata(name, value);

    browser.click(SEND);

    assertThat(browser.text("form .error[role=alert]")).contains(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc.health.v1.Health/Check", SERVICE + "Unbound"})
  void callsMethodsWithoutAnHttpRule(String method) throws Exception {
    console.openMethod(method);

    browser.click(SEND);

    browser.until(OK);
    assertThat(browser.text(".copying")).contains("rest.unannotatedMethods");
    assertThat(browser.run("return document.querySelector('.copying button').disabled"))
        .isEqualTo(true);
  }
}
