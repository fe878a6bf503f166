package dev.sluice.rest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the parameters of one query or form have given that may be given once: options, fields that
 * have one value, and entries of maps.
 *
 * <p>The keys of a map are kept by themselves, since only what has an order is found quickly among
 * others of the same hash.
 */
final class GivenParameters {

  private final Set<Object> single = new HashSet<>();
  private final Map<FieldPath, Set<Object>> keys = new HashMap<>();

  /** Adds the name of an option or a field, and returns whether it was not there yet. */
  boolean add(Object what) {
    return single.add(what);
  }

  /** Adds a key of a map, and returns whether it was not there yet. */
  boolean add(FieldPath map, Object key) {
    return keys.computeIfAbsent(map, each -> new HashSet<>()).add(key);
  }
}
