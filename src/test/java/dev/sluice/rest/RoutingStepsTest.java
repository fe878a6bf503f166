package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.openapi.PathTemplate;
import dev.sluice.rest.PathRouter.Match;
import dev.sluice.rest.PathRouter.Route;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What it takes to find an operation does not grow with their number. It is counted, not timed: the
 * maps of a router are replaced by ones that count what is looked up and gone through in them, and
 * nothing but its maps may grow.
 */
@Timeout(20)
class RoutingStepsTest {

  private static final int FEW = 10;
  private static final int MANY = 1000;

  /** Counts a step for what is looked up, and one for each entry where all are gone through. */
  private static final class Counted<K, V> extends HashMap<K, V> {

    private static final long serialVersionUID = 1L;
    private final transient Steps steps;

    Counted(Map<K, V> entries, Steps steps) {
      super(entries);
      this.steps = steps;
    }

    private void all() {
      steps.count += size();
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
      steps.count++;
      return super.get(key);
    }

    @Override
    public V getOrDefault(@Nullable Object key, V fallback) {
      steps.count++;
      return super.getOrDefault(key, fallback);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      steps.count++;
      return super.containsKey(key);
    }

    @Override
    public Set<K> keySet() {
      all();
      return super.keySet();
    }

    @Override
    public Collection<V> values() {
      all();
      return super.values();
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
      all();
      return super.entrySet();
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
      all();
      super.forEach(action);
    }
  }

  /** A router whose steps are counted. */
  private static final class Steps {

    private final PathRouter<String> router;
    private final List<String> others = new ArrayList<>();
    private int count;

    Steps(int operations) throws IllegalAccessException {
      List<Route<String>> routes = new ArrayList<>();
      for (int i = 0; i < operations / 5; i++) {
        for (String template :
            List.of(
                "/v1/things" + i,
                "/v1/things" + i + "/{id}",
                "/v1/things" + i + "/{id}:verb" + i,
                "/v1/{parent=shelves/*}/things" + i,
                "/files" + i + "/{path=**}")) {
          routes.add(new Route<>("GET", PathTemplate.parse(template), template));
        }
      }
      router = PathRouter.of(routes);
      watch(router);
    }

    private void watch(Object part) throws IllegalAccessException {
      for (Field field : part.getClass().getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        field.setAccessible(true);
        Object value = field.get(part);
        if (value instanceof Map<?, ?> map) {
          field.set(part, counted(map));
        } else if (value instanceof Iterable<?> || field.getType().isArray()) {
          others.add(field.getName());
        } else if (value != null && isPart(value)) {
          watch(value);
        }
      }
    }

    private Map<Object, Object> counted(Map<?, ?> map) throws IllegalAccessException {
      Map<Object, Object> entries = new HashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object value = Objects.requireNonNull(entry.getValue());
        entries.put(entry.getKey(), value instanceof Map<?, ?> inner ? counted(inner) : value);
        if (isPart(value)) {
          watch(value);
        }
      }
      return new Counted<>(entries, this);
    }

    private static boolean isPart(Object value) {
      return value.getClass().getName().startsWith(PathRouter.class.getName())
          && !(value instanceof Match);
    }

    /** How many steps it takes to find what a path leads to, or that it leads nowhere. */
    int to(String path) {
      RestPath parsed = Objects.requireNonNull(RestPath.parse(path));
      count = 0;
      router.known("GET", path);
      router.match("GET", parsed);
      router.methods(parsed);
      return count;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/things1",
        "/v1/things1/7",
        "/v1/things1/7:verb1",
        "/v1/things1/7:verb0",
        "/v1/shelves/2/things1",
        "/v1/shelves/2/nothing",
        "/files1/a/b/c",
        "/v1/nothing",
        "/nothing",
        "/",
      })
  void takesAsManyStepsAmongAThousandOperationsAsAmongTen(String path) throws Exception {
    assertThat(new Steps(MANY).to(path)).isEqualTo(new Steps(FEW).to(path)).isBetween(2, 60);
  }

  @Test
  void keepsOperationsInMapsOnly() throws Exception {
    Steps many = new Steps(MANY);

    assertThat(many.others).isEmpty();
    assertThat(many.router.match("GET", Objects.requireNonNull(RestPath.parse("/v1/things199"))))
        .isNotNull();
    assertThat(many.count).isPositive();
  }
}
