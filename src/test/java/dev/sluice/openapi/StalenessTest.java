package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StalenessTest {

  private static final Path CONTRACT = Path.of("openapi/sluice.yaml");

  /** What scripts/contract tells the generator of this project's own contract. */
  private static final String[] OWN = {
    "--title",
    "Sluice",
    "--description",
    "Services over gRPC, gRPC-Web, REST and WebSocket from one port.",
    "--license",
    "Apache-2.0"
  };

  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  @Test
  void theContractThatIsCheckedInIsWhatTheProtosSay() {
    assertThat(run(and(OWN, "--check", "--out", CONTRACT.toString())))
        .as("run scripts/contract; what differs: %s", stdout)
        .isZero();
  }

  @Test
  void aStaleContractFailsWithItsDifferences(@TempDir Path directory) throws Exception {
    Path stale = directory.resolve("sluice.yaml");
    Files.writeString(
        stale, Files.readString(CONTRACT).replace("  /v1/hello:", "  /v1/hallo:") + "more: 1\n");

    assertThat(run(and(OWN, "--check", "--out", stale.toString()))).isEqualTo(1);

    assertThat(stdout.toString(StandardCharsets.UTF_8))
        .contains("-   /v1/hallo:\n+   /v1/hello:\n", "- more: 1\n", "  paths:\n")
        .doesNotContain("requestBody");
    assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("is stale");
  }

  @Test
  void writesTheContractWithItsDirectories(@TempDir Path directory) throws Exception {
    Path out = directory.resolve("a/b/sluice.yaml");

    assertThat(run(and(OWN, "--out", out.toString()))).isZero();

    assertThat(out).hasSameTextualContentAs(CONTRACT);
  }

  @Test
  void scriptsContractTellsTheSameOfThisProject() throws Exception {
    assertThat(Files.readString(Path.of("scripts/contract")))
        .contains(OWN[0] + " " + OWN[1], OWN[3], OWN[4] + " " + OWN[5]);
  }

  @Test
  void writesAFileForEachServiceAndChecksThem(@TempDir Path directory) throws Exception {
    String out = directory.resolve("all").toString();

    assertThat(run("--split-by-service", "--out", out)).isZero();
    assertThat(run("--split-by-service", "--out", out, "--check")).isZero();

    try (Stream<Path> files = Files.list(Path.of(out))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "helloworld.Greeter.yaml",
              "routeguide.RouteGuide.yaml",
              "sluice.addressbook.v1.AddressBookService.yaml");
    }
    Path greeter = Path.of(out, "helloworld.Greeter.yaml");
    assertThat(Contract.parse(Files.readString(greeter)).operations())
        .extracting(ContractOperation::serviceName)
        .containsOnly("helloworld.Greeter");
    Files.writeString(greeter, "");
    assertThat(run("--split-by-service", "--out", out, "--check")).isEqualTo(1);
  }

  @Test
  void writesJsonWhereTheFileIsOne(@TempDir Path directory) throws Exception {
    Path out = directory.resolve("a.json");

    assertThat(run("--out", out.toString(), "--openapi", "3.0", "--server", "https://a.example"))
        .isZero();

    JsonObject document = new JsonObject(Files.readString(out));
    assertThat(document.getString("openapi")).isEqualTo("3.0.3");
    assertThat(document.getJsonArray("servers").getJsonObject(0).getString("url"))
        .isEqualTo("https://a.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b=bearer | {type: http, scheme: bearer, bearerFormat: JWT}",
        "b=basic | {type: http, scheme: basic}",
        "b=mutualTLS | {type: mutualTLS}",
        "b=apiKey:x-key | {type: apiKey, in: header, name: x-key}",
        "b=openIdConnect:https://a.example/ | {type: openIdConnect,"
            + " openIdConnectUrl: 'https://a.example/.well-known/openid-configuration'}",
      })
  void saysHowCallersProveWhoTheyAre(String scheme, String expected) {
    assertThat(run("--service", "helloworld.Greeter", "--security", scheme)).isZero();

    JsonObject document = Contract.parse(stdout.toString(StandardCharsets.UTF_8)).document();
    assertThat(Documents.at(document, "/components/securitySchemes/b"))
        .isEqualTo(Documents.yaml(expected));
    assertThat(document.getJsonArray("security")).isEqualTo(Documents.yaml("[{b: []}]"));
    assertThat(Documents.at(document, "/paths/~1v1~1hello/post/responses/401/$ref"))
        .isEqualTo("#/components/responses/Unauthenticated");
    assertThat(Documents.at(document, "/components/responses/Forbidden/description"))
        .isEqualTo("The caller may not do this.");
  }

  @Test
  void tellsOfAServerWithSettings() {
    assertThat(
            run(
                "--service",
                "sluice.addressbook.v1.AddressBookService",
                "--json",
                "int64AsNumbers",
                "--json-parameter",
                "indent",
                "--pretty-print",
                "--unannotated-methods",
                "--media-type",
                "protobuf"))
        .isZero();

    assertThat(stdout.toString(StandardCharsets.UTF_8))
        .contains("name: $indent", "name: $prettyPrint", "application/x-protobuf:")
        .doesNotContain("multipart");
  }

  @Test
  void takesRulesInPlaceOfThoseInTheProtos(@TempDir Path directory) throws Exception {
    Path rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            "http: {rules: [{selector: helloworld.Greeter.SayHello, get: '/v7/{name}'}]}");

    assertThat(run("--service", "helloworld.Greeter", "--rules", rules.toString())).isZero();

    Contract contract = Contract.parse(stdout.toString(StandardCharsets.UTF_8));
    assertThat(contract.generated()).isTrue();
    assertThat(contract.byRules()).isTrue();
    assertThat(contract.operations())
        .extracting(Object::toString)
        .contains("GET /v7/{name} (Greeter_SayHello)");
    stdout.reset();
    Files.writeString(rules, "http: {rules: [{selector: a.B.C, get: /v7}]}");
    assertThat(run("--rules", rules.toString())).isEqualTo(1);
    assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("selector: a.B.C (expected: ");
  }

  @Test
  void saysWhyItCannotReadTheRules(@TempDir Path directory) throws Exception {
    String none = directory.resolve("none").toString();
    String large = large(directory).toString();

    assertThat(run("--rules", none)).isEqualTo(2);
    assertThat(run("--rules", large)).isEqualTo(2);

    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "--rules: " + none + ": no such file",
            "--rules: " + large + ": more than 16777216 bytes");
  }

  @Test
  void listsItsOptions() {
    assertThat(run("--help")).isZero();

    assertThat(stdout.toString(StandardCharsets.UTF_8))
        .contains("--visibility LABEL", "--split-by-service", "--operation-ids");
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
  @ValueSource(
      strings = {
        "--nope x",
        "--out",
        "--check",
        "--split-by-service",
        "--format xml",
        "--openapi 2.0",
        "--media-type json",
        "--json pretty",
        "--json-parameter pretty",
        "--operation-ids x",
        "--operation-ids service_method",
        "--server not@a@url",
        "--server a.example",
        "--server //a.example",
        "--server ftp://a.example",
        "--server https://",
        "--server https://a.example?x",
        "--server https://{host}/",
        "--server https://a.example --server ../v1",
        "--visibility a,b",
        "--title a --title b",
        "--title --check",
        "--out a --out a",
        "--operation-ids method --operation-ids method",
        "--descriptor-set a",
        "--schema-names x",
        "--field-names x",
        "--security bearer",
        "--security a=apiKey",
        "--security a=bearer:x",
        "--openapi 3.0 --security a=mutualTLS"
      })
  void refusesOptionsThatItDoesNotKnow(String options) {
    assertThat(run(options.split(" "))).isEqualTo(2);

    assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("(expected: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--title",
        "--version",
        "--description",
        "--license",
        "--contact",
        "--server",
        "--service",
        "--visibility",
        "--security",
        "--out"
      })
  void refusesBlankValues(String option) {
    for (String blank : List.of("", " ")) {
      assertThat(run(option, blank)).isEqualTo(2);
    }

    assertThat(stderr.toString(StandardCharsets.UTF_8))
        .contains(option + ": \"\" (expected: a text that is not blank)", option + ": \" \"");
  }

  @Test
  void refusesAServerThatIsNoUrl() {
    assertThat(run("--server", "not a url")).isEqualTo(2);

    assertThat(stderr.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines(
            "--server: not a url (expected: a URL of http or https, or a path that begins with a"
                + " slash)");
  }

  @Test
  void refusesAFileWithoutDescriptors(@TempDir Path directory) throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.protoset"), "");
    Path garbage = Files.writeString(directory.resolve("garbage.protoset"), "garbage");

    Path large = large(directory);

    for (Path file : List.of(empty, garbage, directory, directory.resolve("none"), large)) {
      int status =
          GenerateContract.run(
              List.of("--descriptor-set", file.toString()),
              new PrintStream(stdout, true, StandardCharsets.UTF_8),
              new PrintStream(stderr, true, StandardCharsets.UTF_8));
      assertThat(status).as("%s", file).isEqualTo(2);
    }

    assertThat(stdout.size()).isZero();
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .allMatch(line -> line.startsWith("--descriptor-set: " + directory))
        .map(line -> line.substring(("--descriptor-set: " + directory).length()))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo("/empty.protoset (expected: descriptors; the file has none)"),
            line -> assertThat(line).startsWith("/garbage.protoset (expected: what protoc "),
            line -> assertThat(line).isEqualTo(": is a directory (expected: a file)"),
            line -> assertThat(line).isEqualTo("/none: no such file"),
            line -> assertThat(line).isEqualTo("/large: more than 16777216 bytes"));
  }

  private static String[] and(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("--descriptor-set", Protosets.main().toString()));
    args.addAll(List.of(options));
    return GenerateContract.run(
        args,
        new PrintStream(stdout, true, StandardCharsets.UTF_8),
        new PrintStream(stderr, true, StandardCharsets.UTF_8));
  }

  private static Path large(Path directory) throws Exception {
    Path file = directory.resolve("large");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength((16 << 20) + 1);
    }
    return file;
  }
}
