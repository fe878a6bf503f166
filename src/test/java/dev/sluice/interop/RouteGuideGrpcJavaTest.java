package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteGuideProto;
import dev.sluice.proto.routeguide.RouteNote;
import dev.sluice.proto.routeguide.RouteSummary;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The RouteGuide of the tutorials as grpc-java sees it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RouteGuideGrpcJavaTest {

  private static final ServiceDescriptor ROUTE_GUIDE =
      RouteGuideProto.getDescriptor().findServiceByName("RouteGuide");
  private static final MethodDescriptor<Point, Feature> GET_FEATURE =
      method("GetFeature", Point.getDefaultInstance(), Feature.getDefaultInstance());
  private static final MethodDescriptor<Rectangle, Feature> LIST_FEATURES =
      method("ListFeatures", Rectangle.getDefaultInstance(), Feature.getDefaultInstance());
  private static final MethodDescriptor<Point, RouteSummary> RECORD_ROUTE =
      method("RecordRoute", Point.getDefaultInstance(), RouteSummary.getDefaultInstance());
  private static final MethodDescriptor<RouteNote, RouteNote> ROUTE_CHAT =
      method("RouteChat", RouteNote.getDefaultInstance(), RouteNote.getDefaultInstance());

  private static final Point BERKSHIRE_VALLEY = point(409_146_138, -746_188_906);
  private static final int DEGREE = 10_000_000;

  @Order(1)
  @RegisterExtension
  static final RunningServer SERVER = new RunningServer();

  @Order(2)
  @RegisterExtension
  static final GrpcJavaClient CLIENT = new GrpcJavaClient(SERVER);

  /** Takes the answers of an asynchronous call. */
  private static final class Answers<T> implements StreamObserver<T> {

    private final List<T> soFar = new ArrayList<>();
    private final CompletableFuture<List<T>> all = new CompletableFuture<>();

    @Override
    public void onNext(T message) {
      soFar.add(message);
    }

    @Override
    public void onError(Throwable cause) {
      all.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      all.complete(soFar);
    }
  }

  @Test
  void namesTheFeatureAtAPoint() {
    Feature feature = getFeature(BERKSHIRE_VALLEY);

    assertThat(feature.getName()).contains("Berkshire Valley");
    assertThat(feature.getLocation()).isEqualTo(BERKSHIRE_VALLEY);
  }

  @Test
  void namesNothingWhereThereIsNoFeature() {
    assertThat(getFeature(point(0, 0)))
        .isEqualTo(Feature.newBuilder().setLocation(point(0, 0)).build());
  }

  @Test
  void refusesAPointThatIsNotOnTheGlobe() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> getFeature(point(91 * DEGREE, 0)))
        .satisfies(
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(e.getStatus().getDescription()).contains("latitude");
            });
  }

  @Test
  void listsTheFeaturesWithinARectangle() {
    assertThat(featuresAroundNewYork())
        .hasSizeGreaterThan(100)
        .doesNotHaveDuplicates()
        .allSatisfy(
            feature -> {
              assertThat(feature.getName()).isNotEmpty();
              assertThat(feature.getLocation().getLatitude()).isBetween(400_000_000, 420_000_000);
              assertThat(feature.getLocation().getLongitude())
                  .isBetween(-750_000_000, -730_000_000);
            })
        .extracting(Feature::getLocation)
        .contains(BERKSHIRE_VALLEY);
  }

  @Test
  void sumsARouteUp() throws Exception {
    Answers<RouteSummary> answers = new Answers<>();
    StreamObserver<Point> route = ClientCalls.asyncClientStreamingCall(call(RECORD_ROUTE), answers);
    for (int longitude = 0; longitude <= 9; longitude++) {
      route.onNext(point(0, longitude * DEGREE));
    }
    route.onCompleted();

    assertThat(answers.all.get(10, TimeUnit.SECONDS))
        .singleElement()
        .satisfies(
            summary -> {
              assertThat(summary.getPointCount()).isEqualTo(10);
              assertThat(summary.getFeatureCount()).isZero();
              assertThat(summary.getDistance()).isEqualTo(1_000_754);
              assertThat(summary.getElapsedTime()).isLessThan(10);
            });
  }

  @Test
  void countsTheFeaturesOfARoute() throws Exception {
    List<Feature> features = featuresAroundNewYork().subList(0, 10);
    Answers<RouteSummary> answers = new Answers<>();
    StreamObserver<Point> route = ClientCalls.asyncClientStreamingCall(call(RECORD_ROUTE), answers);
    features.forEach(feature -> route.onNext(feature.getLocation()));
    route.onNext(point(0, 0));
    route.onCompleted();

    RouteSummary summary = answers.all.get(10, TimeUnit.SECONDS).get(0);
    assertThat(summary.getPointCount()).isEqualTo(11);
    assertThat(summary.getFeatureCount()).isEqualTo(10);
  }

  @Test
  void answersEachNoteWithTheEarlierOnesAtItsPoint() throws Exception {
    RouteNote first = note(0, 1, "first");
    RouteNote elsewhere = note(1, 0, "elsewhere");
    RouteNote second = note(0, 1, "second");
    RouteNote third = note(0, 1, "third");
    Answers<RouteNote> answers = new Answers<>();
    StreamObserver<RouteNote> chat = ClientCalls.asyncBidiStreamingCall(call(ROUTE_CHAT), answers);
    List.of(first, elsewhere, second, third).forEach(chat::onNext);
    chat.onCompleted();

    assertThat(answers.all.get(10, TimeUnit.SECONDS)).containsExactly(first, first, second);
  }

  @Test
  void answersANoteWhileTheChatGoesOn() throws Exception {
    RouteNote note = note(2, 2, "still here");
    BlockingClientCall<RouteNote, RouteNote> chat =
        ClientCalls.blockingBidiStreamingCall(CLIENT.channel(), ROUTE_CHAT, CallOptions.DEFAULT);
    chat.write(note);
    chat.write(note);

    assertThat(chat.read()).isEqualTo(note);

    chat.halfClose();
    assertThat(chat.read()).isNull();
  }

  private static Feature getFeature(Point point) {
    return ClientCalls.blockingUnaryCall(CLIENT.channel(), GET_FEATURE, CallOptions.DEFAULT, point);
  }

  private static List<Feature> featuresAroundNewYork() {
    Iterator<Feature> features =
        ClientCalls.blockingServerStreamingCall(
            CLIENT.channel(),
            LIST_FEATURES,
            CallOptions.DEFAULT,
            Rectangle.newBuilder()
                .setLo(point(400_000_000, -750_000_000))
                .setHi(point(420_000_000, -730_000_000))
                .build());
    List<Feature> all = new ArrayList<>();
    features.forEachRemaining(all::add);
    return all;
  }

  private static <Q, A> ClientCall<Q, A> call(MethodDescriptor<Q, A> method) {
    return CLIENT.channel().newCall(method, CallOptions.DEFAULT);
  }

  private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
      String name, Q request, A response) {
    return GrpcJavaClient.method(ROUTE_GUIDE, name, request, response);
  }

  private static Point point(int latitude, int longitude) {
    return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
  }

  private static RouteNote note(int latitude, int longitude, String message) {
    return RouteNote.newBuilder()
        .setLocation(point(latitude * DEGREE, longitude * DEGREE))
        .setMessage(message)
        .build();
  }
}
