package dev.sluice.service.routeguide;

import static dev.sluice.service.routeguide.Places.feature;
import static dev.sluice.service.routeguide.Places.note;
import static dev.sluice.service.routeguide.Places.point;
import static dev.sluice.service.routeguide.Places.rectangle;
import static dev.sluice.service.routeguide.RouteGuideServer.GET_FEATURE;
import static dev.sluice.service.routeguide.RouteGuideServer.LIST_FEATURES;
import static dev.sluice.service.routeguide.RouteGuideServer.RECORD_ROUTE;
import static dev.sluice.service.routeguide.RouteGuideServer.ROUTE_CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.RouteNote;
import dev.sluice.proto.routeguide.RouteSummary;
import io.grpc.Status;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The service with its own features, called by grpc-java as the tutorials' clients do. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
class RouteGuideTest {

  private static final Point BAD = point(950_000_000, -1_800_000_001);
  private static final String BAD_LATITUDE =
      "latitude: 950000000 (expected: -900000000 to 900000000)";
  private static final String BAD_LONGITUDE =
      "longitude: -1800000001 (expected: -1800000000 to 1800000000)";

  private RouteGuideServer server;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    server = RouteGuideServer.start(vertx, new JsonObject().put("maxNotesPerPoint", 3));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Feature getFeature(Point point) throws Exception {
    return Answers.of(server.call(GET_FEATURE), point).all().get(0);
  }

  private List<Feature> listFeatures(Point lo, Point hi) throws Exception {
    return Answers.of(server.call(LIST_FEATURES), rectangle(lo, hi)).all();
  }

  @Test
  void namesTheFeatureAtAPoint() throws Exception {
    assertThat(getFeature(Places.BERKSHIRE_VALLEY))
        .isEqualTo(
            feature(
                "Berkshire Valley Management Area Trail, Jefferson, NJ, USA",
                Places.BERKSHIRE_VALLEY));
  }

  @Test
  void answersAnEmptyNameWhereNothingIsKnown() throws Exception {
    assertThat(getFeature(point(0, 0))).isEqualTo(feature("", point(0, 0)));
    assertThat(getFeature(point(-900_000_000, 1_800_000_000)))
        .isEqualTo(feature("", point(-900_000_000, 1_800_000_000)));
  }

  @Test
  void listsTheFeaturesOfTheTutorialsRectangle() throws Exception {
    List<Feature> features =
        listFeatures(point(400_000_000, -750_000_000), point(420_000_000, -730_000_000));

    assertThat(features).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
    assertThat(listFeatures(point(420_000_000, -730_000_000), point(400_000_000, -750_000_000)))
        .isEqualTo(features);
    assertThat(listFeatures(Places.BERKSHIRE_VALLEY, Places.BERKSHIRE_VALLEY)).hasSize(1);
    assertThat(listFeatures(point(1, 1), point(2, 2))).isEmpty();
  }

  @Test
  void takesACornerThatIsLeftOutAsZero() throws Exception {
    assertThat(
            Answers.of(
                    server.call(LIST_FEATURES),
                    rectangle(point(900_000_000, -1_800_000_000), point(0, 0)).toBuilder()
                        .clearHi()
                        .build())
                .all())
        .hasSizeGreaterThanOrEqualTo(100);
  }

  @Test
  void sumsUpARoute() throws Exception {
    RouteSummary summary =
        Answers.of(
                server.call(RECORD_ROUTE),
                Places.BERKSHIRE_VALLEY,
                point(419_146_138, -746_188_906),
                Places.BERKSHIRE_VALLEY)
            .all()
            .get(0);

    assertThat(summary.getPointCount()).isEqualTo(3);
    assertThat(summary.getFeatureCount()).isEqualTo(2);
    assertThat(summary.getDistance()).isEqualTo(222_389);
    assertThat(summary.getElapsedTime()).isBetween(0, 15);
  }

  @Test
  void answersARouteWithoutPointsWithZeros() throws Exception {
    assertThat(Answers.of(server.call(RECORD_ROUTE)).all())
        .containsExactly(RouteSummary.getDefaultInstance());
  }

  @Test
  void answersNotesWithTheEarlierOnesOfTheirPoint() throws Exception {
    RouteNote first = note(point(0, 1), "First");
    RouteNote second = note(point(0, 2), "Second");
    RouteNote third = note(point(0, 1), "Third");

    assertThat(Answers.of(server.call(ROUTE_CHAT), first, second, third, first).all())
        .containsExactly(first, first, third);
    assertThat(Answers.of(server.call(ROUTE_CHAT), second).all()).containsExactly(second);
    assertThat(Answers.of(server.call(ROUTE_CHAT), first).all())
        .containsExactly(first, third, first);
    assertThat(Answers.of(server.call(ROUTE_CHAT), first).all())
        .as("no more than maxNotesPerPoint")
        .containsExactly(third, first, first);
  }

  @Test
  void answersAChatWithoutNotesWithNone() throws Exception {
    assertThat(Answers.of(server.call(ROUTE_CHAT)).all()).isEmpty();
  }

  @Test
  void sharesNotesWithTheOtherInstances(Vertx vertx) throws Exception {
    try (RouteGuideServer other = RouteGuideServer.start(vertx, new JsonObject())) {
      RouteNote note = note(point(5, 5), "Hello");

      assertThat(Answers.of(server.call(ROUTE_CHAT), note).all()).isEmpty();
      assertThat(Answers.of(other.call(ROUTE_CHAT), note).all()).containsExactly(note);
    }
  }

  @Test
  void refusesPointsOutOfRange() throws Exception {
    expectInvalid(Answers.of(server.call(GET_FEATURE), BAD), BAD_LATITUDE + "; " + BAD_LONGITUDE);
  }

  @Test
  void refusesRectanglesOutOfRange() throws Exception {
    expectInvalid(
        Answers.of(server.call(LIST_FEATURES), rectangle(BAD, BAD)),
        "lo.%s; lo.%s; hi.%s; hi.%s"
            .formatted(BAD_LATITUDE, BAD_LONGITUDE, BAD_LATITUDE, BAD_LONGITUDE));
  }

  @Test
  void refusesRoutesWithAPointOutOfRange() throws Exception {
    expectInvalid(
        Answers.of(server.call(RECORD_ROUTE), point(0, 0), point(0, -2_000_000_000), BAD),
        "point 2: longitude: -2000000000 (expected: -1800000000 to 1800000000)");
  }

  @Test
  void refusesNotesOutOfRangeAfterTheAnswersToEarlierOnes() throws Exception {
    RouteNote good = note(point(1, 1), "x");
    Answers<RouteNote> answers =
        Answers.of(server.call(ROUTE_CHAT), good, good, note(BAD, "y"), good);

    expectInvalid(answers, "note 3: location." + BAD_LATITUDE + "; location." + BAD_LONGITUDE);
    assertThat(answers.soFar()).containsExactly(good);
  }

  @Test
  void refusesNotesThatAreTooLarge() throws Exception {
    expectInvalid(
        Answers.of(server.call(ROUTE_CHAT), note(point(1, 1), "x".repeat(4096))),
        "note 1: message: the note has 4105 bytes (expected: at most 4096)");
  }

  private static void expectInvalid(Answers<?> answers, String message) throws Exception {
    Status status = answers.status();
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).isEqualTo(message);
  }
}
