package dev.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.interop.ExternalClient;
import dev.sluice.test.v1.Everything;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.GrpcServerResponse;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The page in a browser, and what people do with it. */
final class Console implements AutoCloseable {

  static final String SERVICE = "sluice.test.v1.EverythingService/";
  static final String SEND = ".actions .primary";
  static final String END = ".actions button:nth-of-type(2)";
  static final String CANCEL = ".actions button:nth-of-type(3)";
  static final String OK = "document.querySelector('.state.good')";
  static final String FAILED = "document.querySelector('.state.bad')";

  final PageServer server;
  final Browser browser;

  private Console(Browser browser) throws Exception {
    this.browser = browser;
    this.server = new PageServer(new JsonObject());
  }

  /** Starts both; the tests are skipped where there is no browser. */
  static Console start() throws Exception {
    Browser browser = Browser.start();
    assumeTrue(
        browser != null,
        "no chromedriver and chromium: put them on the PATH, or set SLUICE_CHROMEDRIVER and"
            + " SLUICE_CHROMIUM to where they are");
    try {
      return new Console(browser);
    } catch (Exception | Error e) {
      browser.close();
      throw e;
    }
  }

  void openMethod(String method) throws Exception {
    browser.open(server.url(method));
    browser.until("document.querySelector('.editor')");
  }

  void openStaged(String method) throws Exception {
    openMethod(SERVICE + method);
  }

  void ask(String json) throws Exception {
    browser.type(".editor", json);
  }

  void choose(String select, String text) throws Exception {
    browser.run(
        """
        const select = document.querySelector(arguments[0]);
        select.selectedIndex = [...select.options].findIndex((o) => o.text.includes(arguments[1]));
        select.dispatchEvent(new Event('input', {bubbles: true}));
        select.dispatchEvent(new Event('change', {bubbles: true}));
        """,
        select,
        text);
  }

  void addMetadata(String name, String value) throws Exception {
    browser.run("document.querySelector('.options').open = true");
    browser.type(".row:last-child .meta-name", name);
    browser.type(".row:last-child .meta-value", value);
  }

  void setCredential(String kind, String value) throws Exception {
    browser.run("document.querySelector('.options').open = true");
    choose("select[name=credential]", kind);
    browser.type("input[name=credential-value]", value);
  }

  void setDeadline(String seconds) throws Exception {
    browser.run("document.querySelector('.options').open = true");
    browser.type("input[name=deadline]", seconds);
  }

  String received(int number) throws Exception {
    String row = "document.querySelectorAll('.log .received')[" + (number - 1) + "]";
    return String.valueOf(browser.until(row + " && " + row + ".querySelector('pre').textContent"));
  }

  JsonObject receivedJson(int number) throws Exception {
    return new JsonObject(received(number));
  }

  String copied(String tool) throws Exception {
    browser.click(".copying button:nth-of-type(" + (tool.equals("curl") ? 1 : 2) + ")");
    return String.valueOf(
        browser.until(
            "!document.querySelector('.command').hidden"
                + " && document.querySelector('.copying [role=status]').textContent"
                + " && document.querySelector('.command').textContent"));
  }

  static String shell(String command) throws Exception {
    ExternalClient.Ended ended =
        new ExternalClient("SLUICE_SH", "sh").run(Path.of("."), "-c", command);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.out();
  }

  GrpcServerResponse<?, Everything> openedStream() throws Exception {
    return Objects.requireNonNull(server.staged.opened.poll(20, TimeUnit.SECONDS));
  }

  @Override
  public void close() throws Exception {
    try {
      browser.close();
    } finally {
      server.close();
    }
  }
}
