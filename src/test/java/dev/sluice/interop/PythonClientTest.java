package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The official Python client, in a process of its own. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PythonClientTest {

  private static final Path FOLDER = Path.of("src/test/python");
  private static final ExternalClient PYTHON = new ExternalClient("SLUICE_PYTHON", "python3");

  @RegisterExtension static final RunningServer SERVER = new RunningServer();

  @BeforeEach
  void needsGrpcio() throws Exception {
    assumeTrue(
        PYTHON.canRun("-c", "import grpc, grpc_tools"),
        "no Python with gRPC: pip install grpcio grpcio-tools, and set SLUICE_PYTHON to its python");
  }

  @Test
  void callsTheGreeterInEachWay() throws Exception {
    ExternalClient.Ended client = PYTHON.run(FOLDER, "-B", "greeter_client.py", SERVER.target());

    assertThat(client.code()).as(client.err()).isZero();
    assertThat(client.out().lines())
        .containsExactly(
            "unary: Hello, you",
            "compressed: " + ("Hello, ".length() + "you ".length() * 1000),
            "stream: Hello, you",
            "stream: Hello, you",
            "stream: Hello, you",
            "stream: Hello, you",
            "stream: Hello, you",
            "bidi: Hello, Ada",
            "bidi: Hello, Grace",
            "bidi: Hello, Edsger",
            "error: UNIMPLEMENTED - unknown method SayGoodbye of service helloworld.Greeter");
  }
}
