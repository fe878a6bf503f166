package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** What libraries log by {@code java.util.logging}, in a process of its own. */
@Timeout(60)
class JavaLoggingTest {

  /** The end of a line as the Logback of the tests writes it. */
  private static final String WRITTEN = " WARN  c.g.protobuf.Parser 3 odd fields";

  private static final String SPOKEN = "spoken";

  private static List<String> speak(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), Speaker.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Java tells of these options, on the standard error.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(all).isZero();
    return all.lines().toList();
  }

  private static String classPath() {
    return Stream.of(
            Speaker.class,
            Logging.class,
            LoggerFactory.class,
            SLF4JBridgeHandler.class,
            LoggerContext.class,
            Context.class)
        .map(JavaLoggingTest::place)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isWrittenLikeAllElse() throws Exception {
    assertThat(speak())
        .satisfiesExactly(
            line -> assertThat(line).endsWith(WRITTEN), line -> assertThat(line).isEqualTo(SPOKEN));
  }

  @Test
  void isLeftToAConfigurationOfTheUsers() throws Exception {
    String file = "-Djava.util.logging.config.file=" + File.separator + "none";
    assertThat(speak(file)).contains(SPOKEN).noneMatch(line -> line.endsWith(WRITTEN));
  }

  /** What the process does. */
  static final class Speaker {

    private Speaker() {}

    public static void main(String[] args) {
      Logging.routeToSlf4j();
      Logger logger = Logger.getLogger("com.google.protobuf.Parser");
      logger.log(Level.WARNING, "{0} odd fields", 3);
      logger.fine("not this");
      System.out.println(SPOKEN);
    }
  }
}
