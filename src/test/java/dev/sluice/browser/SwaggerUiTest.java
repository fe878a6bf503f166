package dev.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Swagger UI as the server has it, in a browser. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SwaggerUiTest {

  private static final String HELLO = "#operations-Greeter-Greeter_SayHello_2";
  private static final String ANSWER = HELLO + " .live-responses-table tbody";
  private static final String ECHO = "#operations-EverythingService-EverythingService_Echo";
  private static final String ALL = "document.querySelectorAll('.opblock').length > 30";

  @Test
  void showsAllOperationsAndCallsOneAndAsksNobodyElse() throws Exception {
    try (Console console = Console.start()) {
      Browser browser = console.browser;
      browser.requests();
      browser.console();
      browser.open("http://" + console.server.target() + "/swagger-ui/", ALL);
      assertThat(browser.text("#swagger-ui"))
          .contains("/v1/routes:chat", "/v1/people/{id}", "/v1/shelves/{name_1}/things/{name_2}");

      for (String operation : List.of(ECHO, HELLO)) {
        browser.run("document.querySelector(arguments[0] + ' button').click()", operation);
        browser.until("document.querySelector('" + operation + " .responses-wrapper')");
      }
      assertThat(browser.run("return ui.errSelectors.allErrors().toJS()"))
          .asString()
          .isEqualTo("[]");
      assertThat(browser.text("#swagger-ui")).doesNotContain("Could not render", "Resolver error");

      browser.run("document.querySelector(arguments[0] + ' .try-out__btn').click()", HELLO);
      browser.until("document.querySelector('" + HELLO + " input[placeholder=name]:enabled')");
      browser.type(HELLO + " input[placeholder=name]", "Ada & Eve");
      browser.click(HELLO + " .execute");
      browser.until(
          "document.querySelector('" + ANSWER + "')?.textContent.includes('Hello, Ada & Eve')");

      assertThat(browser.text(ANSWER + " .response-col_status")).startsWith("200");
      assertThat(browser.console()).isEmpty();
      assertThat(browser.requests())
          .isNotEmpty()
          .extracting(URI::getAuthority)
          .containsOnly(console.server.target());
    }
  }
}
