package dev.sluice.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The renderers of errors on the class path, which are looked for if one is named. */
final class ErrorRenderers {

  private final List<String> faults;
  private @Nullable Map<String, ErrorRenderer> found;

  /**
   * Makes the renderers.
   *
   * @param faults takes a line for each name that no renderer has
   */
  ErrorRenderers(List<String> faults) {
    this.faults = faults;
  }

  /**
   * The renderer of a name; null if there is none.
   *
   * @param name its name, or null for none
   * @param place where the name stands, for faults
   */
  @Nullable ErrorRenderer find(@Nullable String name, String place) {
    if (name == null) {
      return null;
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
    return renderer;
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
