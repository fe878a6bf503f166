package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The RouteGuide of the tutorials as the official Python client sees it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RouteGuidePythonTest {

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
  void makesTheFourCallsOfTheTutorial() throws Exception {
    ExternalClient.Ended client =
        PYTHON.run(FOLDER, "-B", "route_guide_client.py", SERVER.target());

    assertThat(client.code()).as(client.err()).isZero();
    assertThat(client.out().lines())
        .containsExactly(
            "feature: Berkshire Valley Management Area Trail, Jefferson, NJ, USA at 409146138",
            "feature: none at 0",
            "features: 201 named: 201",
            "route: 11 points, 10 features",
            "metres: 1000754",
            "note: first",
            "note: first",
            "note: second",
            "error: INVALID_ARGUMENT");
  }
}
