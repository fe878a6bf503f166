package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StalenessTest {

  private static final Path CONTRACT = Path.of("openapi/sluice.yaml");

  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  @Test
  void theContractThatIsCheckedInIsWhatTheProtosSay() {
    assertThat(run("--check", "--out", CONTRACT.toString()))
        .as("run scripts/contract; what differs: %s", stdout)
        .isZero();
  }

  @Test
  void aStaleContractFailsWithItsDifferences(@TempDir Path directory) throws Exception {
    Path stale = directory.resolve("sluice.yaml");
    Files.writeString(
        stale, Files.readString(CONTRACT).replace("  /v1/hello:", "  /v1/hallo:") + "more: 1\n");

    assertThat(run("--check", "--out", stale.toString())).isEqualTo(1);

    assertThat(stdout.toString(StandardCharsets.UTF_8))
        .contains("-   /v1/hallo:\n+   /v1/hello:\n", "- more: 1\n", "  paths:\n")
        .doesNotContain("requestBody");
    assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("is stale");
  }

  @Test
  void writesTheContractWithItsDirectories(@TempDir Path directory) throws Exception {
    Path out = directory.resolve("a/b/sluice.yaml");

    assertThat(run("--out", out.toString())).isZero();

    assertThat(out).hasSameTextualContentAs(CONTRACT);
  }

  @Test
  void generatesTheServicesThatAreNamed() {
    assertThat(run("--service", "helloworld.Greeter", "--title", "Hello", "--version", "7"))
        .isZero();

    Contract contract = Contract.parse(stdout.toString(StandardCharsets.UTF_8));
    assertThat(contract.document().getJsonObject("info").getMap())
        .containsEntry("title", "Hello")
        .containsEntry("version", "7");
    assertThat(contract.document().getJsonArray("x-generated-services"))
        .containsExactly("helloworld.Greeter");
  }

  @Test
  void namesTheServicesThatAreNotThere() {
    assertThat(run("--service", "a.B", "--service", "a.C")).isEqualTo(1);

    assertThat(stderr.toString(StandardCharsets.UTF_8))
        .contains("service: a.B (expected: ", "service: a.C (expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--nope x", "--out", "--check"})
  void refusesOptionsThatItDoesNotKnow(String options) {
    assertThat(run(options.split(" "))).isEqualTo(2);

    assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("(expected: ");
  }

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("--descriptor-set", Protosets.main().toString()));
    args.addAll(List.of(options));
    return GenerateContract.run(
        args,
        new PrintStream(stdout, true, StandardCharsets.UTF_8),
        new PrintStream(stderr, true, StandardCharsets.UTF_8));
  }
}
