package dev.sluice.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * The configuration of {@code java.util.logging} in the process: all goes to the log of the server,
 * from {@code INFO} on. The JDK makes one when something first logs that way, and not before, by
 * the name in {@code java.util.logging.config.class}.
 */
public final class JavaLogging {

  private static final String PROPERTIES =
      "handlers=org.slf4j.bridge.SLF4JBridgeHandler\n.level=INFO\n";

  /**
   * Configures it.
   *
   * @throws IOException never
   */
  public JavaLogging() throws IOException {
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(PROPERTIES.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
