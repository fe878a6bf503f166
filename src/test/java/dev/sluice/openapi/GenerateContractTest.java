package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The generator in a process of its own, with the logging that it has there. */
@Timeout(60)
class GenerateContractTest {

  private static String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), GenerateContract.class.getName()));
    command.addAll(List.of("--descriptor-set", Protosets.main().toString()));
    command.addAll(List.of(options));
    Path output = Files.createTempFile("contract", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // Java tells of these options, on the standard error.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(output);
      assertThat(process.exitValue()).as(said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /** That of the tests, without the logging of the tests. */
  private static String classPath() {
    Stream<String> places =
        GenerateContract.class.getClassLoader() instanceof URLClassLoader loader
            ? Arrays.stream(loader.getURLs()).map(URL::getPath)
            : Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
    return places
        .filter(place -> !Files.exists(Path.of(place, "logback-test.xml")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void saysNothingButTheContract(@TempDir Path directory) throws Exception {
    Path rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            "http: {rules: [{selector: helloworld.Greeter.SayHello, get: '/v7/{name}'}]}");
    String out = directory.resolve("contract.yaml").toString();

    String said = run("--rules", rules.toString());

    assertThat(said).startsWith(ContractGenerator.HEADER + "openapi: ").doesNotContain("DEBUG");
    assertThat(run("--rules", rules.toString(), "--out", out)).isEmpty();
    assertThat(Path.of(out)).hasContent(said);
    assertThat(run("--rules", rules.toString(), "--out", out, "--check")).isEmpty();
  }
}
