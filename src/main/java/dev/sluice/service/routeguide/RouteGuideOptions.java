package dev.sluice.service.routeguide;

import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The options of the service.
 *
 * @param features the path of a feature file, or null for the one that comes with the service
 * @param maxNotesPerPoint how many notes are kept at one point
 * @param maxNotes how many notes are kept in all
 * @param maxNoteBytes how large a note may be, in its protobuf form
 */
record RouteGuideOptions(
    @Nullable String features, int maxNotesPerPoint, int maxNotes, int maxNoteBytes) {

  /**
   * Reads the options.
   *
   * @throws ConfigException with every fault
   */
  static RouteGuideOptions parse(JsonObject options) {
    return ConfReader.read(
        options,
        "",
        conf ->
            new RouteGuideOptions(
                conf.optionalString("features"),
                conf.integer("maxNotesPerPoint", 100, 1, 100_000),
                conf.integer("maxNotes", 10_000, 1, 10_000_000),
                conf.integer("maxNoteBytes", 4_096, 64, 1_048_576)));
  }
}
