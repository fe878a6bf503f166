package dev.sluice.rest;

import dev.sluice.openapi.PathTemplate;
import dev.sluice.rest.PathRouter.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures what it takes to find the operation of a path among few and among many, for {@code
 * scripts/bench --routing}: nanoseconds, the least of rounds that take turns.
 */
public final class RoutingBench {

  private static final int[] OPERATIONS = {10, 100, 1000, 10_000};
  private static final int ROUNDS = 40;
  private static final int MATCHES = 200_000;

  private RoutingBench() {}

  /** Prints a row for each number of operations. */
  public static void main(String[] args) {
    List<PathRouter<String>> routers = new ArrayList<>();
    for (int operations : OPERATIONS) {
      routers.add(router(operations));
    }
    double[][] least = new double[OPERATIONS.length][2];
    Arrays.stream(least).forEach(row -> Arrays.fill(row, Double.MAX_VALUE));
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < OPERATIONS.length; i++) {
        least[i][0] = Math.min(least[i][0], nanos(routers.get(i), OPERATIONS[i], ""));
        least[i][1] = Math.min(least[i][1], nanos(routers.get(i), OPERATIONS[i], ":check"));
      }
    }
    System.out.println("| operations | ns, path with variables | ns, with a verb |");
    System.out.println("|---:|---:|---:|");
    for (int i = 0; i < OPERATIONS.length; i++) {
      System.out.printf("| %d | %.0f | %.0f |%n", OPERATIONS[i], least[i][0], least[i][1]);
    }
  }

  private static PathRouter<String> router(int operations) {
    List<Route<String>> routes = new ArrayList<>();
    for (int i = 0; i < operations / 2; i++) {
      for (String verb : List.of("", ":check")) {
        String template = "/v1/things" + i + "/{thing}/parts/{part}" + verb;
        routes.add(new Route<>("GET", PathTemplate.parse(template), template));
      }
    }
    return PathRouter.of(routes);
  }

  private static double nanos(PathRouter<String> router, int operations, String verb) {
    String[] paths = new String[16];
    for (int i = 0; i < paths.length; i++) {
      int which = (int) ((long) i * operations / 2 / paths.length);
      paths[i] = "/v1/things" + which + "/t" + i + "/parts/p" + i + verb;
    }
    long start = System.nanoTime();
    for (int i = 0; i < MATCHES; i++) {
      RestPath path = RestPath.parse(paths[i % paths.length]);
      if (path == null || router.match("GET", path) == null) {
        throw new IllegalStateException(paths[i % paths.length] + " leads nowhere");
      }
    }
    return (System.nanoTime() - start) / (double) MATCHES;
  }
}
