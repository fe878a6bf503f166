package dev.sluice.browser;

import static dev.sluice.browser.Console.OK;
import static dev.sluice.browser.Console.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for those who have no mouse, do not see it, or have many methods. */
class ConsoleAccessTest extends WithConsole {

  private static final String TAB = "\uE004";
  private static final String ENTER = "\uE007";
  private static final String CONTROL = "\uE009";
  private static final String DOWN = "\uE015";
  private static final String FOCUSED = "document.activeElement.matches('%s')";

  @ParameterizedTest
  @ValueSource(strings = {"Echo", "Split", "Join", "Chat", "Unbound"})
  void hasANameForEachControl(String method) throws Exception {
    console.openStaged(method);
    console.addMetadata("x-a", "b");
    console.setCredential("API key", "secret");

    assertThat(browser.labels("input, select, textarea"))
        .contains("Request, as JSON", "Name", "Value", "Credentials")
        .noneMatch(String::isBlank);
    assertThat(browser.labels("button, a, summary, nav, [role=region]"))
        .contains("Copy as curl", "Copy as grpcurl", "Methods")
        .noneMatch(String::isBlank);
    assertThat(browser.run("return document.documentElement.lang")).isEqualTo("en");
  }

  @Test
  void canBeUsedByKeysAlone() throws Exception {
    browser.open(server.url(""));

    browser.press("body", "/");
    browser.press("greeter sayhello" + DOWN);
    assertThat(browser.run("return document.activeElement.textContent"))
        .asString()
        .startsWith("SayHello");
    browser.press(ENTER);
    browser.until(FOCUSED.formatted("#main"));
    for (int i = 0; i < 10 && !Boolean.TRUE.equals(isFocused(".editor")); i++) {
      browser.press(TAB);
    }
    browser.press(CONTROL + "a" + CONTROL + "{\"name\": \"Ada\"}" + CONTROL + ENTER);

    browser.until(OK);
    assertThat(console.receivedJson(1)).isEqualTo(new JsonObject().put("message", "Hello, Ada"));
  }

  private Object isFocused(String selector) throws Exception {
    return browser.run("return " + FOCUSED.formatted(selector));
  }

  @Test
  void findsOneOfTwoHundredMethodsAndCallsIt() throws Exception {
    try (PageServer wide = new PageServer(new JsonObject(), new WideService())) {
      browser.open(wide.url(""));
      assertThat(browser.run("return document.querySelectorAll('#methods a').length"))
          .asString()
          .matches("2\\d\\d");

      browser.type("#filter", "wide method137");
      assertThat(browser.text("#filter-count")).isEqualTo("1 found");
      browser.press("#filter", ENTER);
      browser.press(ENTER);

      assertThat(browser.until("document.querySelector('h1').textContent"))
          .asString()
          .startsWith("Method137");
      browser.until(FOCUSED.formatted("#main"));
      browser.click(Console.SEND);
      browser.until(OK);
      browser.type("#filter", "");
      assertThat(
              browser.run(
                  "const at = document.querySelector('#methods [aria-current=page]')"
                      + ".getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight"))
          .isEqualTo(true);
    }
  }

  @Test
  void keepsWhatIsTypedAndEndsWhatIsUnderWayWhenAnotherMethodIsChosen() throws Exception {
    console.openStaged("Split");
    console.ask("{\"aString\": \"kept\"}");
    browser.click(Console.SEND);
    console.openedStream().write(StagedService.text("one"));
    console.received(1);
    server.staged.failed.clear();

    browser.click("#methods a[href='#/" + SERVICE + "Echo']");

    assertThat(server.staged.failed.poll(20, TimeUnit.SECONDS)).isNotNull();
    browser.click("#methods a[href='#/" + SERVICE + "Split']");
    assertThat(browser.run("return document.querySelector('.editor').value"))
        .isEqualTo("{\"aString\": \"kept\"}");
  }
}
