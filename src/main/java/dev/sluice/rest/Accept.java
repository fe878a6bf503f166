package dev.sluice.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client accepts: the {@code accept} header of <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#name-accept">RFC 9110</a>.
 *
 * @param body the type of the response, or null if none of the door's types is acceptable
 * @param problems whether errors are wanted as <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC
 *     9457</a> problems
 */
record Accept(@Nullable MediaType body, boolean problems) {

  private static final String PROBLEM = "application/problem+json";

  /** The header of a request; several are one list, whatever the lines that it came in. */
  static @Nullable String header(HttpServerRequest request) {
    String first = request.getHeader(HttpHeaders.ACCEPT);
    if (first == null) {
      return null;
    }
    List<String> all = request.headers().getAll(HttpHeaders.ACCEPT);
    return all.size() > 1 ? String.join(", ", all) : first;
  }

  /**
   * Reads the header.
   *
   * <p>The highest quality wins; among equals, the range that says more; then the preferred type;
   * then what is named first. {@code application/problem+json} speaks of errors only: alone, it
   * leaves the type of the response open.
   *
   * @param header the header, or null if there is none
   * @param preferred what is answered where the client leaves it open, if it is offered; else JSON
   * @param offered the types that there are, JSON among them
   */
  static Accept parse(@Nullable String header, MediaType preferred, Set<MediaType> offered) {
    MediaType open = offered.contains(preferred) ? preferred : MediaType.JSON;
    if (header == null || header.equals("*/*")) {
      return new Accept(open, false);
    }
    if (header.equals("application/json")) {
      return new Accept(MediaType.JSON, false);
    }
    Choice choice = new Choice(open, offered);
    for (String range : header.split(",", -1)) {
      choice.consider(range);
    }
    return choice.made();
  }

  /** What a range says of a type. */
  private record Weight(double quality, int specificity, int position) {}

  private static final class Choice {

    private final MediaType preferred;
    private final Set<MediaType> offered;
    private final Map<MediaType, Weight> weights = new EnumMap<>(MediaType.class);
    private int ranges;
    private double problem;

    Choice(MediaType preferred, Set<MediaType> offered) {
      this.preferred = preferred;
      this.offered = offered;
    }

    void consider(String range) {
      String[] parts = range.split(";", -1);
      String name = parts[0].strip().toLowerCase(Locale.ROOT);
      if (name.isEmpty()) {
        return;
      }
      double quality = quality(parts);
      if (name.equals(PROBLEM)) {
        problem = Math.max(problem, quality);
        return;
      }
      ranges++;
      MediaType exact = MediaType.named(name);
      if (exact != null) {
        weigh(exact, new Weight(quality, 2, ranges));
      } else if (name.equals("*/*")) {
        weighAll("", new Weight(quality, 0, ranges));
      } else if (name.endsWith("/*")) {
        weighAll(name.substring(0, name.length() - 1), new Weight(quality, 1, ranges));
      }
    }

    private void weighAll(String prefix, Weight weight) {
      for (MediaType type : offered) {
        if (type.toString().startsWith(prefix)) {
          weigh(type, weight);
        }
      }
    }

    private void weigh(MediaType type, Weight weight) {
      Weight before = weights.get(type);
      if ((before == null || weight.specificity > before.specificity) && offered.contains(type)) {
        weights.put(type, weight);
      }
    }

    private static double quality(String[] parts) {
      for (int i = 1; i < parts.length; i++) {
        String parameter = parts[i].strip();
        if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
          try {
            double quality = Double.parseDouble(parameter.substring(2).strip());
            return quality >= 0 && quality <= 1 ? quality : 1;
          } catch (NumberFormatException e) {
            return 1;
          }
        }
      }
      return 1;
    }

    Accept made() {
      if (ranges == 0) {
        return new Accept(preferred, problem > 0);
      }
      Map.Entry<MediaType, Weight> best = null;
      for (Map.Entry<MediaType, Weight> entry : weights.entrySet()) {
        if (entry.getValue().quality > 0 && (best == null || isBetter(entry, best))) {
          best = entry;
        }
      }
      Weight json = weights.get(MediaType.JSON);
      boolean problems = problem > 0 && (json == null || problem >= json.quality);
      return new Accept(best == null ? null : best.getKey(), problems);
    }

    private boolean isBetter(
        Map.Entry<MediaType, Weight> entry, Map.Entry<MediaType, Weight> than) {
      Weight a = entry.getValue();
      Weight b = than.getValue();
      if (a.quality != b.quality) {
        return a.quality > b.quality;
      }
      if (a.specificity != b.specificity) {
        return a.specificity > b.specificity;
      }
      if (entry.getKey() == preferred || than.getKey() == preferred) {
        return entry.getKey() == preferred;
      }
      return a.position < b.position;
    }
  }
}
