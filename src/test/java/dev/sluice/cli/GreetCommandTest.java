package dev.sluice.cli;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.RefusingPort;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class GreetCommandTest {

  private record Outcome(int code, String out, String err) {}

  @Test
  void printsTheGreeting(Vertx vertx) throws Exception {
    int port = greeter(vertx, request -> request.handler(hello -> reply(request, hello)));

    assertThat(greet(port, "--name", "Zoë"))
        .isEqualTo(new Outcome(0, "Hello, Zoë" + System.lineSeparator(), ""));
  }

  @Test
  void greetsTheWorldUnlessTold(Vertx vertx) throws Exception {
    int port = greeter(vertx, request -> request.handler(hello -> reply(request, hello)));

    assertThat(greet(port).out()).isEqualTo("Hello, world" + System.lineSeparator());
  }

  @Test
  void tellsTheServerItsDeadline(Vertx vertx) throws Exception {
    CompletableFuture<String> timeout = new CompletableFuture<>();
    int port =
        greeter(
            vertx,
            request -> {
              timeout.complete(request.headers().get("grpc-timeout"));
              request.handler(hello -> reply(request, hello));
            });

    greet(port, "--deadline", "7");

    assertThat(Integer.parseInt(timeout.join().replace("u", ""))).isBetween(1_000_000, 7_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "NOT_FOUND ~ no such name ~ NOT_FOUND: no such name",
        "INTERNAL ~ 100 % + ü ~ INTERNAL: 100 % + ü",
        "UNAVAILABLE ~ '' ~ UNAVAILABLE"
      })
  void saysTheStatusOfTheServer(GrpcStatus status, String message, String said, Vertx vertx)
      throws Exception {
    int port =
        greeter(
            vertx,
            request ->
                request.handler(
                    hello -> request.response().status(status).statusMessage(message).end()));

    assertThat(greet(port)).isEqualTo(failure(said));
  }

  @Test
  void saysThatTheServerHasNoGreeter(Vertx vertx) throws Exception {
    int port = listen(vertx, GrpcServer.server(vertx));

    Outcome outcome = greet(port);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("sluice: UNIMPLEMENTED");
  }

  @Test
  void givesUpAtTheDeadline(Vertx vertx) throws Exception {
    int port = greeter(vertx, request -> {});

    assertThat(greet(port, "--deadline", "0.2"))
        .isEqualTo(failure("DEADLINE_EXCEEDED: no answer within 0.2 s"));
  }

  @Test
  void givesUpAtTheDeadlineOnAServerThatDoesNotSpeak() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(greet(mute.getLocalPort(), "--deadline", "0.2"))
          .isEqualTo(failure("DEADLINE_EXCEEDED: no answer within 0.2 s"));
    }
  }

  @Test
  void saysThatTheServerIsAway() throws IOException {
    try (RefusingPort gone = new RefusingPort()) {
      int port = gone.number();
      assertThat(greet(port))
          .isEqualTo(failure("cannot reach localhost:" + port + ": connection refused"));
    }
  }

  @Test
  void saysThatTheServerDoesNotSpeakGrpc(Vertx vertx) throws Exception {
    int port = listen(vertx, request -> request.response().setStatusCode(404).end("no"));

    Outcome outcome = greet(port);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("sluice: no gRPC answer from localhost:" + port + ": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "--target=localhost ~ --target: \"localhost\" (expected: host:port,",
        "--target=:8080 ~ --target: \":8080\" (expected: host:port,",
        "--target=localhost:0 ~ --target: \"localhost:0\" (expected: host:port,",
        "--target=localhost:65536 ~ --target: \"localhost:65536\" (expected: host:port,",
        "--target=localhost:http ~ --target: \"localhost:http\" (expected: host:port,",
        "--target=::1:8080 ~ --target: \"::1:8080\" (expected: host:port,",
        "--target=http://localhost:8080 ~ --target: \"http://localhost:8080\" (expected:",
        "--target=localhost:8080,nowhere ~ --target: \"nowhere\" (expected: host:port,",
        "--target=, ~ --target: \",\" (expected: host:port,",
        "--target=dns:///x ~ --target: \"dns:///x\" (expected: host:port,",
        "--balancing=random ~ --balancing: \"random\" (expected: one of roundRobin, leastRequests)",
        "--attempts=0 ~ --attempts: \"0\" (expected: 1 to 100)",
        "--deadline=0 ~ --deadline: \"0.0\" (expected: seconds from 0.001 to 86400)",
        "--deadline=NaN ~ --deadline: \"NaN\" (expected: seconds",
        "--deadline=soon ~ Invalid value for option '--deadline'",
        "--channel-conf={\"retry\":{\"maxAttempts\":0}} ~ --channel-conf: retry.maxAttempts: 0"
            + " (expected: an integer from 1 to 100)",
        "--channel-conf={\"retry\":3,\"atempts\":1} ~ --channel-conf: retry: 3 (expected: an"
            + " object); atempts: unknown key",
        "--channel-conf=/nowhere.json ~ --channel-conf: /nowhere.json: no such file",
        "--channel-conf={\"credentials\":{\"token\":\"abc\"},\"targets\":\"example.org:1\"} ~"
            + " --channel-conf: credentials: (expected: tls beside them for example.org:1,",
        "--nmae=x ~ Unknown option: '--nmae=x'"
      })
  void rejectsWrongOptionsWithUsage(String option, String fault) {
    Outcome outcome = run("greet", option);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith(fault).contains("Usage: sluice greet");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void callsAnotherServerWhenOneIsAwayOrUnavailable(Vertx vertx) throws Exception {
    AtomicReference<Promise<Void>> reached = new AtomicReference<>(Promise.promise());
    GrpcServer good = GrpcServer.server(vertx);
    good.callHandler(
        GreeterGrpcService.SayHello, request -> request.handler(hello -> reply(request, hello)));
    int well =
        await(
                vertx
                    .createHttpServer()
                    .connectionHandler(connection -> reached.get().tryComplete())
                    .requestHandler(good)
                    .listen(0))
            .actualPort();
    // It does not answer before there is another, or the attempts are all its own.
    int unwell =
        greeter(
            vertx,
            request ->
                request.handler(
                    hello -> {
                      Context context = vertx.getOrCreateContext();
                      reached
                          .get()
                          .future()
                          .onComplete(
                              v ->
                                  context.runOnContext(
                                      then ->
                                          request.response().status(GrpcStatus.UNAVAILABLE).end()));
                    }));
    try (RefusingPort away = new RefusingPort()) {
      int gone = away.number();
      String targets = "localhost:" + gone + ",localhost:" + unwell;

      for (int i = 0; i < 3; i++) {
        reached.set(Promise.promise());
        assertThat(run("greet", "--target", targets, "--target", "localhost:" + well).out())
            .isEqualTo("Hello, world" + System.lineSeparator());
      }
      assertThat(run("greet", "--target", "dns:///localhost:" + well).code()).isZero();
      assertThat(run("greet", "--target", "localhost:" + gone + ",127.0.0.1:" + gone).err())
          .startsWith("sluice: UNAVAILABLE: 2 addresses cannot be used, the last: ");
    }
  }

  @Test
  void callsAsAFileSays(Vertx vertx, @TempDir Path directory) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    int port =
        greeter(
            vertx,
            request -> {
              calls.incrementAndGet();
              request.handler(hello -> request.response().status(GrpcStatus.ABORTED).end());
            });
    Path file =
        Files.writeString(
            directory.resolve("channel.json"),
            """
            {"targets": "localhost:%d", "deadlineMillis": 7000,
             "retry": {"maxAttempts": 4, "statusCodes": ["ABORTED"], "initialBackoffMillis": 1,
                       "budget": {"maxTokens": 1000}}}
            """
                .formatted(port));

    assertThat(run("greet", "--channel-conf", file.toString()).err()).startsWith("sluice: ABORTED");
    assertThat(calls).hasValue(4);
    run("greet", "--channel-conf", file.toString(), "--attempts", "2");
    assertThat(calls).hasValue(6);
    run("greet", "--channel-conf", "{\"targets\": \"localhost:" + port + "\"}");
    assertThat(calls).hasValue(7);
  }

  @Test
  void keepsItsOwnPausesBesideThoseOfAConf(Vertx vertx) throws Exception {
    int port = greeter(vertx, request -> request.handler(hello -> reply(request, hello)));

    assertThat(greet(port, "--channel-conf", "{\"ejection\": {\"maxBackoffMillis\": 100}}"))
        .isEqualTo(new Outcome(0, "Hello, world" + System.lineSeparator(), ""));
  }

  @ParameterizedTest
  @CsvSource({
    "--token=abc, '--channel-conf: atempts: unknown key', '; --token: credentials: (expected: tls '",
    "--token-file=pom.xml, '--token-file (expected: a token', ''"
  })
  void saysWhichOptionIsWrongBesideAConf(String option, String first, String second) {
    Outcome outcome =
        run("greet", "--channel-conf={\"targets\": \"example.org:1\", \"atempts\": 1}", option);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith(first).contains(second).doesNotContain("abc");
  }

  @Test
  void hasTheLastWordByItsOptions(Vertx vertx) throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    int port =
        greeter(
            vertx,
            request -> {
              told.complete(
                  request.headers().get("authorization")
                      + " "
                      + request.headers().get("grpc-timeout"));
              request.handler(hello -> reply(request, hello));
            });
    String conf =
        "{\"targets\": \"localhost:1\", \"deadlineMillis\": 1000, \"loadBalancing\":"
            + " \"leastRequests\", \"credentials\": {\"token\": \"abc\"}}";

    assertThat(greet(port, "--channel-conf", conf, "--deadline", "70", "--token", "xyz").code())
        .isZero();
    assertThat(told.join()).matches("Bearer xyz [0-9]{2}[0-9]{6}u");
  }

  @Test
  void reachesAServerByItsIpv6Address(Vertx vertx) throws Exception {
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(
        GreeterGrpcService.SayHello, request -> request.handler(hello -> reply(request, hello)));
    HttpServer server = await(vertx.createHttpServer().requestHandler(grpc).listen(0, "::1"));

    assertThat(run("greet", "--target", "[::1]:" + server.actualPort()).code()).isZero();
  }

  private static void reply(
      GrpcServerRequest<HelloRequest, HelloReply> request, HelloRequest hello) {
    request.response().end(HelloReply.newBuilder().setMessage("Hello, " + hello.getName()).build());
  }

  private static Outcome failure(String message) {
    return new Outcome(1, "", "sluice: " + message + System.lineSeparator());
  }

  private static int greeter(
      Vertx vertx, Handler<GrpcServerRequest<HelloRequest, HelloReply>> handler) throws Exception {
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(GreeterGrpcService.SayHello, handler);
    return listen(vertx, grpc);
  }

  private static int listen(Vertx vertx, Handler<HttpServerRequest> handler) throws Exception {
    return await(vertx.createHttpServer().requestHandler(handler).listen(0)).actualPort();
  }

  private static Outcome greet(int port, String... options) {
    List<String> args = new ArrayList<>(List.of("greet", "--target", "localhost:" + port));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  private static Outcome run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    return new Outcome(code, out.toString(), err.toString());
  }
}
