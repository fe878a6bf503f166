package dev.sluice.service.routeguide;

import com.google.rpc.BadRequest.FieldViolation;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteGuideService;
import dev.sluice.proto.routeguide.RouteNote;
import dev.sluice.proto.routeguide.RouteSummary;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code routeguide.RouteGuide} over a store of features and one of notes.
 *
 * <p>Keeps no state of its own; any number of calls may run at once, each on its own context.
 * Coordinates out of range are INVALID_ARGUMENT, with a message that names every field at fault.
 */
final class RouteGuideImpl extends RouteGuideService {

  private final FeatureStore features;
  private final NoteStore notes;
  private final int maxNoteBytes;

  RouteGuideImpl(FeatureStore features, NoteStore notes, int maxNoteBytes) {
    this.features = features;
    this.notes = notes;
    this.maxNoteBytes = maxNoteBytes;
  }

  @Override
  public Future<Feature> getFeature(Point point) {
    List<String> faults = Coordinates.faults("", point);
    if (!faults.isEmpty()) {
      return Future.failedFuture(invalid("", faults));
    }
    Feature feature = features.at(point);
    return Future.succeededFuture(
        feature == null ? Feature.newBuilder().setLocation(point).build() : feature);
  }

  @Override
  protected void listFeatures(Rectangle rectangle, WriteStream<Feature> response) {
    List<String> faults = new ArrayList<>(Coordinates.faults("lo.", rectangle.getLo()));
    faults.addAll(Coordinates.faults("hi.", rectangle.getHi()));
    if (faults.isEmpty()) {
      new ResponseSender<>(response).send(features.within(rectangle), response::end);
    } else {
      fail(response, invalid("", faults));
    }
  }

  @Override
  protected void recordRoute(ReadStream<Point> request, Completable<RouteSummary> response) {
    new RouteRecorder(features, request, response).start();
  }

  @Override
  protected void routeChat(ReadStream<RouteNote> request, WriteStream<RouteNote> response) {
    new NoteChat(notes, maxNoteBytes, request, response).start();
  }

  /**
   * The failure of a call whose input is at fault.
   *
   * @param message which message of the stream it is, counted from 1, or empty
   * @param faults what is wrong with it: the field, a colon and the problem
   */
  static DetailedStatusException invalid(String message, List<String> faults) {
    String all = String.join("; ", faults);
    return DetailedStatusException.invalidFields(
        message.isEmpty() ? all : message + ": " + all,
        faults.stream().map(RouteGuideImpl::violation).toList());
  }

  private static FieldViolation violation(String fault) {
    int colon = fault.indexOf(": ");
    return FieldViolation.newBuilder()
        .setField(colon < 0 ? "" : fault.substring(0, colon))
        .setDescription(fault.substring(colon < 0 ? 0 : colon + 2))
        .build();
  }

  /** Ends a call with a failure; the stream is the call's own response, as the binder gives it. */
  static void fail(WriteStream<?> response, Throwable failure) {
    ((GrpcServerResponse<?, ?>) response).fail(failure);
  }
}
