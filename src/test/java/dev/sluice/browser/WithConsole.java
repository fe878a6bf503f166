package dev.sluice.browser;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Tests of the page, which share a server and a browser; a test that takes too long is ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(
    value = 120,
    unit = TimeUnit.SECONDS,
    threadMode = Timeout.ThreadMode.SAME_THREAD) // which interrupts what the test waits for
abstract class WithConsole {

  Console console;
  PageServer server;
  Browser browser;

  @BeforeAll
  void start() throws Exception {
    console = Console.start();
    server = console.server;
    browser = console.browser;
  }

  @AfterAll
  void stop() throws Exception {
    if (console != null) {
      console.close();
    }
  }
}
