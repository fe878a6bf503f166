package dev.sluice.service.routeguide;

import dev.sluice.call.ServiceProvider;
import dev.sluice.config.ConfigException;
import dev.sluice.proto.routeguide.RouteGuideGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.List;

/**
 * Offers the {@code routeguide} service. Its options are:
 *
 * <ul>
 *   <li>{@code features}: the path of a feature file, a JSON list of {@code {"location":
 *       {"latitude": E7, "longitude": E7}, "name": "…"}}; unless told, the one that comes with the
 *       service, with places around New York. A file with faults fails {@link #create} with a
 *       {@link ConfigException} that names them all;
 *   <li>{@code maxNotesPerPoint}: how many notes are kept at one point, 100 unless told;
 *   <li>{@code maxNotes}: how many notes are kept in all, 10000 unless told;
 *   <li>{@code maxNoteBytes}: how large a note may be, 4096 unless told; a larger one is
 *       INVALID_ARGUMENT.
 * </ul>
 *
 * <p>Where there are too many notes, the oldest are dropped. Features and notes are shared by all
 * services made with one Vert.x instance.
 */
public final class RouteGuideProvider implements ServiceProvider {

  @Override
  public String name() {
    return "routeguide";
  }

  @Override
  public List<String> check(JsonObject options) {
    try {
      RouteGuideOptions.parse(options);
      return List.of();
    } catch (ConfigException e) {
      return e.faults();
    }
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    RouteGuideOptions read = RouteGuideOptions.parse(options);
    return vertx
        .executeBlocking(() -> SharedFeatures.read(vertx, read.features()))
        .map(
            features -> {
              NoteStore notes = LocalNoteStore.of(vertx, read.maxNotesPerPoint(), read.maxNotes());
              return RouteGuideGrpcService.of(
                  new RouteGuideImpl(features, notes, read.maxNoteBytes()));
            });
  }
}
