package dev.sluice.rest;

import dev.sluice.json.JsonCodecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The renderers of errors on the class path, which are looked for if one is named. */
final class ErrorRenderers {

  private final JsonCodecs codecs;
  private final List<String> faults;
  private @Nullable Map<String, ErrorRenderer> found;

  /**
   * Makes the renderers.
   *
   * @param codecs the codecs of errors
   * @param faults takes a line for each name that no renderer has
   */
  ErrorRenderers(JsonCodecs codecs, List<String> faults) {
    this.codecs = codecs;
    this.faults = faults;
  }

  /**
   * A writer of errors.
   *
   * @param name the name of its renderer, or null for none
   * @param place where the name stands, for faults
   * @param operationId the operation whose errors they are, or null for none
   */
  ErrorWriter writer(@Nullable String name, String place, @Nullable String operationId) {
    if (name == null) {
      return new ErrorWriter(codecs, null, operationId);
    }
    ErrorRenderer renderer = all().get(name);
    if (renderer == null) {
      List<String> names = new ArrayList<>(all().keySet());
      faults.add(
          place
              + ": "
              + name
              + " (expected: an ErrorRenderer on the class path; there "
              + (names.isEmpty() ? "is none" : "are " + String.join(", ", names))
              + ")");
    }
    return new ErrorWriter(codecs, renderer, operationId);
  }

  private Map<String, ErrorRenderer> all() {
    Map<String, ErrorRenderer> all = found;
    if (all == null) {
      all = new TreeMap<>();
      for (ErrorRenderer each : ServiceLoader.load(ErrorRenderer.class)) {
        all.putIfAbsent(each.name(), each);
      }
      found = all;
    }
    return all;
  }
}
