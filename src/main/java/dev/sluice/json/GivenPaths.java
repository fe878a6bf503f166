package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The paths of the fields that a body gives. They have 100,000 names together at most: where types
 * contain themselves, a small body can give many long ones.
 */
public final class GivenPaths {

  private static final int MAX_NAMES = 100_000;

  private final List<List<FieldDescriptor>> paths = new ArrayList<>();
  private int names;

  /**
   * Adds a path.
   *
   * @throws JsonException if there are too many names
   */
  public void add(List<FieldDescriptor> path) throws JsonException {
    names += path.size();
    if (names > MAX_NAMES) {
      throw new JsonException("more nested fields are given than a mask can hold");
    }
    paths.add(List.copyOf(path));
  }

  /** All that have been added, in that order. */
  public List<List<FieldDescriptor>> all() {
    return Collections.unmodifiableList(paths);
  }
}
