package dev.sluice.browser;

import static dev.sluice.browser.Console.FAILED;
import static dev.sluice.browser.Console.SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page makes of text that is meant to be taken for markup. */
class ConsoleHostileTextTest extends WithConsole {

  private static final String HOSTILE = "<img src=x onerror=\"window.pwned=1\"></script><b>'&amp;";

  @Test
  void showsHostileCommentsAsText(@TempDir Path dir) throws Exception {
    String contract =
        """
        openapi: 3.1.0
        info: {title: %1$s, version: '1'}
        tags: [{name: %1$s, description: %1$s}]
        paths:
          /v1/echo:
            post:
              operationId: Echo
              tags: [%1$s]
              summary: %1$s
              description: %1$s
              x-grpc-method: sluice.test.v1.EverythingService/Echo
              x-grpc-body: '*'
              responses: {'200': {description: %1$s}}
        """
            .formatted('"' + HOSTILE.replace("\"", "\\\"") + '"');
    String file = Files.writeString(dir.resolve("contract.yaml"), contract).toString();
    JsonObject conf = new JsonObject().put("rest", new JsonObject().put("contract", file));
    try (PageServer other = new PageServer(conf)) {
      browser.open(other.url(""));
      assertThat(browser.text("#title")).isEqualTo(HOSTILE);
      assertThat(browser.text("main .card .prose")).isEqualTo(HOSTILE);

      browser.click("#methods a[href$='/Echo']");

      assertThat(browser.text("article .prose")).isEqualTo(HOSTILE);
      assertThat(browser.run("return document.querySelectorAll('img, b').length")).isEqualTo(0);
      assertThat(browser.run("return window.pwned === undefined")).isEqualTo(true);
    }
  }

  @Test
  void showsHostileTextAsText() throws Exception {
    console.openStaged("Fail");
    console.ask(new JsonObject().put("aString", HOSTILE).encode());
    browser.click(SEND);
    browser.until(FAILED);
    assertThat(browser.text(".result")).contains(HOSTILE);

    console.openStaged("Echo");
    console.ask(new JsonObject().put("aString", HOSTILE).encode());
    browser.click(SEND);
    assertThat(console.receivedJson(1).getString("aString")).isEqualTo(HOSTILE);

    browser.open(server.url("") + "#/" + HOSTILE);
    assertThat(browser.text("main")).contains("There is no method", HOSTILE);
    assertThat(browser.run("return document.querySelectorAll('img, b, script:not([type])').length"))
        .isEqualTo(0);
    assertThat(browser.run("return window.pwned === undefined")).isEqualTo(true);
  }
}
