package dev.sluice.cli;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.RefusingPort;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.RouteGuideGrpcService;
import dev.sluice.proto.routeguide.RouteGuideService;
import dev.sluice.proto.routeguide.RouteSummary;
import dev.sluice.service.routeguide.RouteGuideProvider;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RouteGuideCommandTest {

  private record Outcome(int code, String out, String err) {}

  @Test
  void makesTheFourCallsOfTheTutorial(Vertx vertx) throws Exception {
    int port = listen(vertx, shipped(vertx));

    Outcome first = run(port, "route-guide");
    Outcome second = run(port, "route-guide");

    assertThat(first.err()).isEmpty();
    assertThat(first.code()).isZero();
    assertThat(first.out().lines())
        .containsSubsequence(
            "GetFeature 40.9146138, -74.6188906",
            "  Berkshire Valley Management Area Trail, Jefferson, NJ, USA (40.9146138,"
                + " -74.6188906)",
            "GetFeature 0.0000000, 0.0000000",
            "  nothing is known here",
            "ListFeatures from 40.0000000, -75.0000000 to 42.0000000, -73.0000000",
            "RecordRoute through places taken at random",
            "RouteChat",
            "  leaves \"I am back.\" at 0.0000000, 0.0000001",
            "  finds  \"Is anybody here?\" at 0.0000000, 0.0000001")
        .anyMatch(line -> line.matches("  features: [1-9]\\d\\d"))
        .anyMatch(
            line -> line.matches("  points: 10, at features: 10, metres: \\d+, seconds: \\d+"));
    assertThat(second.out().lines().filter(line -> line.startsWith("  finds")))
        .as("the notes of the first run are there")
        .hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 25_000})
  void recordsARouteOfAnyLength(int points, Vertx vertx) throws Exception {
    Outcome outcome =
        run(listen(vertx, shipped(vertx)), "route-guide", "record", "--points", "" + points);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .startsWith("points: " + points + ", at features: " + points + ", metres: ");
    assertThat(outcome.err().lines()).hasSize(Math.min(points, 10));
  }

  @Test
  void saysWhyAServerEndsARouteHalfWay(Vertx vertx) throws Exception {
    RouteGuideService strict =
        new RouteGuideService() {
          @Override
          protected void recordRoute(
              ReadStream<Point> request, Completable<RouteSummary> response) {
            request.handler(
                point -> {
                  request.handler(null);
                  response.fail(
                      new StatusException(GrpcStatus.RESOURCE_EXHAUSTED, "one is enough"));
                });
          }
        };
    int port = listen(vertx, RouteGuideGrpcService.of(strict));

    Outcome outcome = run(port, "route-guide", "record", "--points", "1000000");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).endsWith("sluice: RESOURCE_EXHAUSTED: one is enough\n");
  }

  @Test
  void stopsAtTheFirstCallThatFails(Vertx vertx) throws Exception {
    int port = listen(vertx, RouteGuideGrpcService.of(new RouteGuideService()));

    Outcome outcome = run(port, "route-guide");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out().lines()).containsExactly("GetFeature 40.9146138, -74.6188906");
    assertThat(outcome.err()).startsWith("sluice: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"route-guide", "route-guide record"})
  void saysThatTheServerIsAway(String command) throws IOException {
    try (RefusingPort gone = new RefusingPort()) {
      Outcome outcome = run(gone.number(), command.split(" "));

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err())
          .isEqualTo(
              "sluice: cannot reach localhost:"
                  + gone.number()
                  + ": connection refused"
                  + System.lineSeparator());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "route-guide --target=localhost ~ --target: \"localhost\" (expected: host:port,",
        "route-guide --deadline=0 ~ --deadline: \"0.0\" (expected: seconds from",
        "route-guide record --target=x ~ --target: \"x\" (expected: host:port,",
        "route-guide record --points=-1 ~ --points: \"-1\" (expected: 0 to 1000000000)",
        "route-guide record --points=many ~ Invalid value for option '--points'"
      })
  void rejectsWrongOptionsWithUsage(String command, String fault) {
    Outcome outcome = execute(command.split(" "));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith(fault).contains("Usage: sluice route-guide");
  }

  private static Service shipped(Vertx vertx) throws Exception {
    return await(new RouteGuideProvider().create(vertx, new JsonObject()));
  }

  private static int listen(Vertx vertx, Service service) throws Exception {
    GrpcServer grpc = GrpcServer.server(vertx);
    service.bind(grpc);
    return await(vertx.createHttpServer().requestHandler(grpc).listen(0)).actualPort();
  }

  private static Outcome run(int port, String... command) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(List.of("--target", "localhost:" + port, "--deadline", "20"));
    return execute(args.toArray(String[]::new));
  }

  private static Outcome execute(String... args) {
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
