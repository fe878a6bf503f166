package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.attack.Http2Wire;
import dev.sluice.proto.routeguide.RouteNote;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The process: how it starts, what it says, and how it ends. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SluiceProcessIT {

  private static final String VERTICLE = ServerVerticle.class.getName();
  private static final String ANY_PORT = "{\"port\": 0, \"host\": \"localhost\"}";

  /** The ways to start the server. */
  enum Launch {
    JAR,
    JAR_RUN,
    LEGACY;

    SluiceProcess with(String... args) throws IOException {
      return switch (this) {
        case JAR -> SluiceProcess.jar(args);
        case JAR_RUN -> SluiceProcess.jar(prepend(args, "run"));
        case LEGACY -> SluiceProcess.legacyLauncher(prepend(args, "run", VERTICLE));
      };
    }

    private static String[] prepend(String[] args, String... first) {
      String[] all = new String[first.length + args.length];
      System.arraycopy(first, 0, all, 0, first.length);
      System.arraycopy(args, 0, all, first.length, args.length);
      return all;
    }
  }

  @ParameterizedTest
  @EnumSource
  void servesFromAllInstancesUntilItIsToldToStop(Launch launch) throws Exception {
    try (SluiceProcess server = launch.with("-conf", ANY_PORT, "-instances", "2")) {
      int port = server.port();
      assertThat(server.readyLine())
          .startsWith("Sluice ")
          .endsWith("listening on http://localhost:" + port + " (HTTP/1.1, h2c; 2 instances)");
      for (int connection = 0; connection < 4; connection++) {
        HttpResponse<String> answer = get(port);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(answer.body()).getInteger("code")).isEqualTo(5);
      }

      SluiceProcess.Ended ended = server.terminate().ended();

      assertThat(ended.code()).isZero();
      assertThat(ended.out()).containsOnlyOnce("listening on");
      assertThat(ended.err()).isEmpty();
    }
  }

  @Test
  void doesNotWaitForIdleConnectionsWhenItStops() throws Exception {
    try (SluiceProcess server = SluiceProcess.jar("-conf", ANY_PORT);
        Socket idle = new Socket("localhost", server.port())) {
      idle.getOutputStream()
          .write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(idle.getInputStream().readNBytes(8)).asString().isEqualTo("HTTP/1.1");
      long begin = System.nanoTime();

      assertThat(server.terminate().ended().code()).isZero();

      assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(9));
    }
  }

  @Test
  void endsACallThatOutlastsTheLimitWithAStatusAndThenExits() throws Exception {
    String conf = "{\"port\": 0, \"host\": \"localhost\", \"drain\": {\"timeoutSeconds\": 1}}";
    byte[] note = RouteNote.newBuilder().setMessage("a").build().toByteArray();
    try (SluiceProcess server = SluiceProcess.jar("-conf", conf);
        Http2Wire wire = new Http2Wire(server.port(), 65_535)) {
      wire.call(1, "/routeguide.RouteGuide/RouteChat");
      wire.message(1, note, false).message(1, note, false).flush();
      wire.next(Http2Wire.DATA, 1);

      server.terminate();

      Http2Wire.Frame last = wire.next(Http2Wire.HEADERS, 1);
      assertThat(last.endsStream()).isTrue();
      assertThat(last.headers())
          .containsEntry("grpc-status", "14")
          .containsEntry("grpc-message", "the server is stopping");
      assertThat(server.ended().code()).isZero();
    }
  }

  @Test
  void logsJsonWhenConfigured() throws Exception {
    String conf = "{\"port\": 0, \"host\": \"localhost\", \"logging\": {\"format\": \"json\"}}";
    try (SluiceProcess server = SluiceProcess.jar("-conf", conf)) {
      server.port();

      assertThat(server.terminate().ended().out().lines().map(JsonObject::new))
          .allSatisfy(
              line -> {
                assertThat(line.fieldNames()).contains("timestamp", "loggerName", "throwable");
                // On a busy machine there is a warning that the start has held up an event loop.
                assertThat(line.getString("level")).isIn("INFO", "WARN");
              })
          .anySatisfy(
              line -> {
                assertThat(line.getString("level")).isEqualTo("INFO");
                assertThat(line.getString("formattedMessage")).contains("listening on");
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void reportsAllFaultsOfTheConfAtOnce(Launch launch, @TempDir Path folder) throws Exception {
    Path conf =
        Files.writeString(
            folder.resolve("conf.json"),
            "{\"port\": \"abc\", \"htpp\": {}, \"grpc\": {\"health\": 1}}");
    try (SluiceProcess server = launch.with("-conf", conf.toString())) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err().lines())
          .containsExactly(
              "sluice: cannot start with " + conf + ":",
              "  port: \"abc\" (expected: an integer from 0 to 65535)",
              "  grpc.health: 1 (expected: true or false)",
              "  htpp: unknown key (did you mean http?)");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JAR", "LEGACY"})
  void refusesAConfFileThatIsNotThere(Launch launch) throws Exception {
    try (SluiceProcess server = launch.with("-conf", "no/such.json")) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains("no/such.json: no such file");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JAR", "LEGACY"})
  void refusesAConfFileThatIsNotJson(Launch launch, @TempDir Path folder) throws Exception {
    Path conf = Files.writeString(folder.resolve("conf.json"), "{\"port\": 8080,\n}");
    try (SluiceProcess server = launch.with("-conf", conf.toString())) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains(conf + ":2:1: not JSON: ");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JAR", "LEGACY"})
  void saysWhereContractAndServicesDisagree(Launch launch, @TempDir Path folder) throws Exception {
    Path contract =
        Files.writeString(
            folder.resolve("contract.yaml"),
            """
            openapi: 3.1.0
            info: {title: Mine, version: '1'}
            paths:
              /v1/hi:
                post:
                  operationId: Hi
                  x-grpc-method: helloworld.Greeter/SayHi
                  responses: {'200': {description: ok}}
              /v1/hello:
                post:
                  operationId: Hello
                  x-grpc-method: helloworld.Greeter/SayHello
                  x-grpc-body: nme
                  responses: {'200': {description: ok}}
            """);
    String conf = "{\"port\": 0, \"rest\": {\"contract\": \"" + contract + "\"}}";
    try (SluiceProcess server = launch.with("-conf", conf)) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err().lines())
          .containsExactly(
              "sluice: cannot start with the contract " + contract + ":",
              "  POST /v1/hi (Hi): x-grpc-method: helloworld.Greeter/SayHi"
                  + " (expected: a method of helloworld.Greeter)",
              "  POST /v1/hello (Hello): x-grpc-body: nme"
                  + " (expected: a field of helloworld.HelloRequest, or *)");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JAR", "LEGACY"})
  void saysInOneLineThatThePortIsInUse(Launch launch) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      String conf = "{\"host\": \"127.0.0.1\", \"port\": " + port + "}";
      try (SluiceProcess server = launch.with("-conf", conf, "-instances", "2")) {
        SluiceProcess.Ended ended = server.ended();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines())
            .containsExactly("sluice: port " + port + " on 127.0.0.1 is in use");
        assertThat(ended.out()).doesNotContain("listening");
      }
    }
  }

  @Test
  void saysInOneLineThatThePortIsInUseWithoutNativeTransport() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      String conf = "{\"host\": \"127.0.0.1\", \"port\": " + port + "}";
      String options = "{\"preferNativeTransport\": false}";
      try (SluiceProcess server = SluiceProcess.jar("-conf", conf, "-options", options)) {
        SluiceProcess.Ended ended = server.ended();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines())
            .containsExactly("sluice: port " + port + " on 127.0.0.1 is in use");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-cnof", "-instances=0", "-instances=two", "serve"})
  void showsItsUsageForAWrongCommandLine(String argument) throws Exception {
    try (SluiceProcess server = SluiceProcess.jar(argument)) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains("Usage: sluice");
    }
  }

  @Test
  void saysWhatIsWrongWithTheOptionsOfVertx() throws Exception {
    String options = "{\"eventLoopPoolSize\": -1}";
    try (SluiceProcess server = SluiceProcess.jar("-conf", ANY_PORT, "-options", options)) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err().lines())
          .containsExactly(
              "sluice: cannot start with -options:",
              "  not options of Vert.x: eventLoopPoolSize must be > 0");
    }
  }

  @Test
  void namesTheContractFileThatItCannotUse(@TempDir Path folder) throws Exception {
    Path contract = Files.writeString(folder.resolve("my.yaml"), "- 1");
    String conf = "{\"port\": 0, \"rest\": {\"contract\": \"" + contract + "\"}}";
    try (SluiceProcess server = SluiceProcess.jar("-conf", conf)) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err().lines())
          .containsExactly(
              "sluice: cannot start with the contract " + contract + ":",
              "  #: an array (expected: an object)");
    }
  }

  @Test
  void saysWhatIsWrongWithTheFilesOfTlsInOneLineEach() throws Exception {
    String conf = "{\"tls\": {\"cert\": \"no.pem\", \"key\": \"no.key\"}}";
    try (SluiceProcess server = SluiceProcess.jar("-conf", conf)) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err().lines())
          .containsExactly(
              "sluice: cannot start:",
              "  tls.cert: no.pem: no such file",
              "  tls.key: no.key: no such file");
    }
  }

  @Test
  void servesTlsAndHealthOnAPortOfItsOwn(@TempDir Path certs) throws Exception {
    Process made = new ProcessBuilder("scripts/make-certs", certs.toString()).inheritIO().start();
    assertThat(made.waitFor()).isZero();
    String conf =
        ("{\"port\": 0, \"host\": \"localhost\", \"admin\": {\"port\": 0},"
                + " \"tls\": {\"cert\": \"@/server.pem\", \"key\": \"@/server.key\"}}")
            .replace("@", certs.toString());
    try (SluiceProcess server = SluiceProcess.jar("-conf", conf, "-instances", "2")) {
      assertThat(server.readyLine())
          .endsWith(
              "listening on https://localhost:"
                  + server.port()
                  + " (HTTP/1.1, HTTP/2; 2 instances)");
      CommandRun greeting =
          CommandRun.of(
              "greet",
              "--target",
              "localhost:" + server.port(),
              "--deadline",
              "20",
              "--tls",
              "--ca",
              certs + "/ca.pem");
      assertThat(greeting.out()).isEqualTo("Hello, world" + System.lineSeparator());

      SluiceProcess.Ended ended = server.terminate().ended();

      assertThat(ended.code()).isZero();
      assertThat(ended.out()).containsPattern("Health and metrics on http://0\\.0\\.0\\.0:\\d+");
    }
  }

  @Test
  void refusesToShareItsPortWithoutNativeTransport() throws Exception {
    String conf = "{\"port\": 0, \"reusePort\": true}";
    String options = "{\"preferNativeTransport\": false}";
    try (SluiceProcess server = SluiceProcess.jar("-conf", conf, "-options", options)) {
      SluiceProcess.Ended ended = server.ended();

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err().lines())
          .containsExactly(
              "sluice: cannot start:",
              "  reusePort: true (expected: false; this needs the native transport of Linux)");
    }
  }

  @Test
  void saysItsVersion() throws Exception {
    try (SluiceProcess process = SluiceProcess.jar("--version")) {
      assertThat(process.ended().out()).matches("Sluice \\d+\\.\\d+\\.\\d+.*\\R");
    }
  }

  private static HttpResponse<String> get(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/nothing")).build();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request, HttpResponse.BodyHandlers.ofString());
  }
}
