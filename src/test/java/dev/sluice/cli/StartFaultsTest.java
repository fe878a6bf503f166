package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.RefusingPort;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps the server from starting, by what is said of it and by the exit code. */
@Timeout(60)
class StartFaultsTest {

  @TempDir private Path folder;

  /** Starts the server with a conf in which {@code @} stands for a folder. */
  private CommandRun start(String conf) throws IOException {
    String json = conf.replace('\'', '"').replace("@", folder.toString());
    Path file = Files.writeString(folder.resolve("conf.json"), json);
    return CommandRun.of("-conf", file.toString());
  }

  private List<String> lines(String... lines) {
    List<String> all = new ArrayList<>();
    for (String line : lines) {
      all.add(line.replace("@", folder.toString()));
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'execution': [{'method': 'a.B/C', 'threads': 'worker'}]}"
            + "| execution[0].method: \"a.B/C\" (expected: a method that is served, or a service and"
            + " /*)",
        "{'deadlines': [{'method': 'helloworld.Greeter/*'}, {'method': 'a.B/*'}]}"
            + "| deadlines[1].method: \"a.B/*\" (expected: a method that is served, or a service and"
            + " /*)",
        "{'security': {'rules': [{'method': 'a.B/C', 'allow': 'anyone'}]}}"
            + "| security.rules[0].method: \"a.B/C\" (expected: a method that is served, or a service"
            + " and /*)",
        "{'security': {'authenticators': [{'type': 'apiKey', 'file': '@/no.json'}]}}"
            + "| security.authenticators[0].file: @/no.json: no such file",
        "{'interceptors': ['none']}" + "| interceptors[0].name: \"none\" (expected: one of",
        "{'tls': {'cert': '@/no.pem', 'key': '@/no.key'}}" + "| tls.cert: @/no.pem: no such file",
        "{'rest': {'contract': '@/no.yaml'}}" + "| rest.contract: @/no.yaml: no such file",
        "{'rest': {'rules': '@/no.yaml'}}" + "| rest.rules: @/no.yaml: no such file",
        "{'rest': {'rules': '@/a.yaml', 'contract': '@/b.yaml'}}"
            + "| rest.rules: @/a.yaml: no such file",
        "{'rest': {'operations': {'Nothing': {}}}}"
            + "| rest.operations.Nothing: no such operation (expected: an operationId of the",
        "{'rest': {'errorRenderer': 'nobody'}}"
            + "| rest.errorRenderer: nobody (expected: an ErrorRenderer on the class path; there",
        "{'services': {'routeguide': {'features': '@/no.json'}}}"
            + "| services.routeguide.features: \"@/no.json\": there is no such file",
      })
  void exitsWithTwoIfTheConfIsWrong(String conf, String fault) throws Exception {
    CommandRun run = start(conf);

    assertThat(run.err()).contains(lines("  " + fault));
    assertThat(run.err()).startsWith("sluice: cannot start").doesNotContain("Exception");
    assertThat(run.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'rest': {'contract': '@/large'}} | rest.contract",
        "{'rest': {'rules': '@/large'}} | rest.rules",
        "{'tls': {'cert': '@/large', 'key': '@/large'}} | tls.key",
        "{'security': {'authenticators': [{'type': 'apiKey', 'file': '@/large'}]}}"
            + "| security.authenticators[0].file",
        "{'security': {'authenticators': [{'type': 'jwt', 'issuer': 'i', 'audience': ['a'],"
            + " 'keys': [{'algorithm': 'RS256', 'publicKeyFile': '@/large'}]}]}}"
            + "| security.authenticators[0].keys[0]",
        "{'security': {'authenticators': [{'type': 'oidc', 'issuer': 'https://localhost:1',"
            + " 'audience': ['a'], 'caFile': '@/large'}]}}"
            + "| security.authenticators[0].caFile",
        "{'services': {'addressbook': {'store': 'postgres', 'postgres': {'port': 1,"
            + " 'sslMode': 'verify-ca', 'sslCertificates': '@/large'}}}}"
            + "| services.addressbook.postgres.sslCertificates",
      })
  void readsNoFileWithoutABound(String conf, String key) throws Exception {
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
      large.setLength((16 << 20) + 1);
    }
    CommandRun run = start(conf);

    assertThat(run.err()).contains(lines("  " + key + ": @/large: more than 16777216 bytes"));
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void tellsAllFaultsOfMethodsAtOnce() throws Exception {
    CommandRun run =
        start(
            "{'deadlines': [{'method': 'a.B/*'}], 'execution': [{'method': 'a.B/C', 'threads':"
                + " 'worker'}], 'security': {'rules': [{'method': 'a.B/D', 'allow': 'nobody'}]}}");

    assertThat(run.err()).contains("deadlines[0]", "execution[0]", "security.rules[0]");
  }

  @Test
  void saysWhichClassThatAJarOffersIsNotThere() throws Exception {
    Path offers = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(offers.resolve("dev.sluice.call.ServiceProvider"), "no.such.Provider");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    CommandRun run;
    try (URLClassLoader jar = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(jar);
      run = start("{}");
    } finally {
      thread.setContextClassLoader(before);
    }

    assertThat(run.err().lines())
        .containsExactly(
            "sluice: cannot start: dev.sluice.call.ServiceProvider: Provider no.such.Provider not"
                + " found");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void exitsWithTwoForVirtualThreadsOnAJavaWithoutThem() throws Exception {
    assumeThat(Runtime.version().feature()).isLessThan(21);

    CommandRun run = start("{'execution': [{'threads': 'virtual'}]}");

    assertThat(run.err()).contains("execution[0].threads: \"virtual\" (expected: worker or auto;");
    assertThat(run.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "# empty                   | #: nothing (expected: an object)",
        "http: [                   | #: not readable (while parsing a flow node",
        "{\"http\": 1              | #: not readable (",
        "http: 1                   | #/http: 1 (expected: an object with rules)",
        "http: {rules: [{selector: a.B.C, get: /x}]}"
            + "| selector: a.B.C (expected: a method of a service that is served)",
        "http: {rules: [{selector: helloworld.Greeter.SayHello}]} | http rule: no pattern",
        "http: {rules: [{selector: helloworld.Greeter.SayHello, get: v1}]} | path template: v1 (exp",
        "http: {rules: [{selector: helloworld.Greeter.SayHello, get: '/{no}'}]} | no (expected",
      })
  void namesTheFileOfRulesThatItCannotUse(String rules, String fault) throws Exception {
    Files.writeString(folder.resolve("rules.yaml"), rules);

    CommandRun run = start("{'rest': {'rules': '@/rules.yaml'}}");

    assertThat(run.err().lines())
        .first()
        .isEqualTo("sluice: cannot start with the contract made of " + folder + "/rules.yaml:");
    assertThat(run.err()).contains(fault);
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void exitsWithTwoIfTheContractIsOfOtherServices() throws Exception {
    Files.writeString(folder.resolve("my.yaml"), "- 1");

    CommandRun run = start("{'rest': {'contract': '@/my.yaml'}}");

    assertThat(run.err().lines())
        .containsExactly(
            "sluice: cannot start with the contract " + folder + "/my.yaml:",
            "  #: an array (expected: an object)");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void exitsWithOneIfThePortIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run = start("{'host': '127.0.0.1', 'port': %d}".formatted(taken.getLocalPort()));

      assertThat(run.err()).contains("is in use");
      assertThat(run.code()).isEqualTo(1);
    }
  }

  @Test
  void exitsWithOneIfAServerIsAwayOrAFileIsCorrupt() throws Exception {
    Files.writeString(folder.resolve("people.book"), "garbage");
    try (RefusingPort away = new RefusingPort()) {
      int port = away.number();
      String issuer = "https://localhost:" + port;

      CommandRun book = start("{'services': {'addressbook': {'file': '@/people.book'}}}");
      CommandRun postgres =
          start(
              "{'services': {'addressbook': {'store': 'postgres', 'postgres': {'port': %d}}}}"
                  .formatted(port));
      CommandRun oidc =
          start(
              "{'security': {'authenticators': [{'type': 'oidc', 'issuer': '%s', 'audience': 'a'}]}}"
                  .formatted(issuer));

      assertThat(book.err()).contains("services.addressbook.file: ");
      assertThat(book.code()).isEqualTo(1);
      assertThat(postgres.err()).contains("cannot be used: ");
      assertThat(postgres.code()).isEqualTo(1);
      assertThat(oidc.err()).contains("security.authenticators[0]: ");
      assertThat(oidc.code()).isEqualTo(1);
    }
  }
}
