package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import java.io.File;
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

  private static List<String> speak(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), Speaker.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
        .map(type -> new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()))
        .map(File::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void isWrittenLikeAllElse() throws Exception {
    assertThat(speak()).satisfiesExactly(line -> assertThat(line).endsWith(WRITTEN));
  }

  @Test
  void isLeftToAConfigurationOfTheUsers() throws Exception {
    String file = "-Djava.util.logging.config.file=" + File.separator + "none";
    assertThat(speak(file)).noneMatch(line -> line.endsWith(WRITTEN));
  }

  /** What the process does. */
  static final class Speaker {

    private Speaker() {}

    public static void main(String[] args) {
      Logging.routeToSlf4j();
      Logger logger = Logger.getLogger("com.google.protobuf.Parser");
      logger.log(Level.WARNING, "{0} odd fields", 3);
      logger.fine("not this");
    }
  }
}
