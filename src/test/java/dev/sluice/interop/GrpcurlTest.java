package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** grpcurl, which knows of the services only what reflection tells it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GrpcurlTest {

  private static final ExternalClient GRPCURL = new ExternalClient("SLUICE_GRPCURL", "grpcurl");

  @RegisterExtension static final RunningServer SERVER = new RunningServer();

  @BeforeEach
  void needsGrpcurl() throws Exception {
    assumeTrue(
        GRPCURL.canRun("-version"),
        "no grpcurl: put it on the PATH, or set SLUICE_GRPCURL to where it is");
  }

  @Test
  void listsTheServices() throws Exception {
    assertThat(grpcurl("list").lines())
        .contains(
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "helloworld.Greeter");
  }

  @Test
  void listsTheMethodsOfAService() throws Exception {
    assertThat(grpcurl("list", "helloworld.Greeter").lines())
        .containsExactlyInAnyOrder(
            "helloworld.Greeter.SayHello",
            "helloworld.Greeter.SayHelloBidiStream",
            "helloworld.Greeter.SayHelloStreamReply");
  }

  @Test
  void describesAServiceWithItsHttpRules() throws Exception {
    assertThat(grpcurl("describe", "helloworld.Greeter"))
        .contains("rpc SayHello ( .helloworld.HelloRequest ) returns ( .helloworld.HelloReply )")
        .contains("google.api.http) = {", "/v1/hello/{name}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "helloworld.HelloRequest",
        "helloworld.HelloRequest.name",
        "grpc.health.v1.HealthCheckResponse.ServingStatus",
        "google.api.http"
      })
  void describesASymbol(String symbol) throws Exception {
    assertThat(grpcurl("describe", symbol)).startsWith(symbol + " is ");
  }

  @Test
  void callsTheGreeter() throws Exception {
    String reply = grpcurlWith("{\"name\": \"world\"}", "helloworld.Greeter/SayHello");

    assertThat(new JsonObject(reply)).isEqualTo(new JsonObject().put("message", "Hello, world"));
  }

  @Test
  void checksTheHealth() throws Exception {
    assertThat(new JsonObject(grpcurl("grpc.health.v1.Health/Check")))
        .isEqualTo(new JsonObject().put("status", "SERVING"));
  }

  private static String grpcurl(String... arguments) throws Exception {
    return run(Stream.concat(Stream.of("-plaintext", SERVER.target()), Stream.of(arguments)));
  }

  private static String grpcurlWith(String message, String method) throws Exception {
    return run(Stream.of("-plaintext", "-d", message, SERVER.target(), method));
  }

  private static String run(Stream<String> arguments) throws Exception {
    ExternalClient.Ended ended = GRPCURL.run(Path.of("."), arguments.toArray(String[]::new));
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.out();
  }
}
