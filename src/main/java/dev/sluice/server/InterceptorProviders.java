package dev.sluice.server;

import dev.sluice.call.Interceptor;
import dev.sluice.call.InterceptorProvider;
import dev.sluice.config.ConfigException;
import dev.sluice.config.InterceptorConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The interceptors that users have added, and their part of the configuration. */
final class InterceptorProviders {

  private final List<InterceptorProvider> providers;

  private InterceptorProviders(List<InterceptorProvider> providers) {
    this.providers = providers;
  }

  /**
   * Finds the providers on the class path.
   *
   * @param more further ones, which come first
   */
  static InterceptorProviders load(List<InterceptorProvider> more) {
    List<InterceptorProvider> providers = new ArrayList<>(more);
    ServiceLoader.load(InterceptorProvider.class).forEach(providers::add);
    return new InterceptorProviders(providers);
  }

  /**
   * Checks names and options before anything is started.
   *
   * @param conf the whole conf, whatever else is wrong with it
   * @return a line per fault; empty if all is well
   */
  List<String> faults(JsonObject conf) {
    if (!(conf.getValue("interceptors") instanceof JsonArray wanted)) {
      return List.of();
    }
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Object each = wanted.getValue(i);
      JsonObject options = each instanceof JsonObject object ? object.copy() : new JsonObject();
      Object name = each instanceof JsonObject ? options.remove("name") : each;
      options.remove("place");
      if (name instanceof String text && !text.isBlank()) {
        check(path(i), text, options, faults);
      }
    }
    return faults;
  }

  private void check(String path, String name, JsonObject options, List<String> faults) {
    InterceptorProvider provider = provider(name);
    if (provider == null) {
      List<String> names = providers.stream().map(InterceptorProvider::name).sorted().toList();
      faults.add(
          path
              + ".name: \""
              + name
              + "\" (expected: "
              + (names.isEmpty()
                  ? "none, as there is no interceptor on the class path"
                  : "one of " + String.join(", ", names))
              + ")");
      return;
    }
    try {
      provider.check(options).forEach(fault -> faults.add(path + "." + fault));
    } catch (ConfigException e) {
      e.faults().forEach(fault -> faults.add(path + "." + fault));
    } catch (RuntimeException e) {
      faults.add(path + ": its options cannot be checked: " + e);
    }
  }

  private @Nullable InterceptorProvider provider(String name) {
    return providers.stream().filter(p -> p.name().equals(name)).findFirst().orElse(null);
  }

  private static String path(int index) {
    return "interceptors[" + index + "]";
  }

  /**
   * Makes the interceptors that the configuration names, each on the current context.
   *
   * @return the interceptors, once all of them can work; failed with a {@link ConfigException} that
   *     says which of them cannot
   */
  Future<UserInterceptors> create(Vertx vertx, List<InterceptorConfig> wanted) {
    List<Future<UserInterceptors.Named>> made = new ArrayList<>();
    for (InterceptorConfig each : wanted) {
      made.add(create(vertx, each).map(one -> new UserInterceptors.Named(each, one)));
    }
    return Future.join(made)
        .transform(
            all -> {
              UserInterceptors ready =
                  new UserInterceptors(
                      made.stream().filter(Future::succeeded).map(Future::result).toList());
              List<String> faults = new ArrayList<>();
              List<Throwable> causes = new ArrayList<>();
              for (int i = 0; i < made.size(); i++) {
                if (made.get(i).failed()) {
                  causes.add(made.get(i).cause());
                  addFaults(path(i), made.get(i).cause(), faults);
                }
              }
              if (faults.isEmpty()) {
                return Future.succeededFuture(ready);
              }
              ready.close();
              return Future.failedFuture(ConfigException.of(faults, causes));
            });
  }

  private Future<Interceptor> create(Vertx vertx, InterceptorConfig config) {
    InterceptorProvider provider = provider(config.name());
    if (provider == null) {
      return Future.failedFuture("there is no interceptor " + config.name());
    }
    try {
      return provider
          .create(vertx, config.options())
          .map(
              made -> {
                if (made == null) {
                  throw new IllegalStateException("its provider has made none");
                }
                return made;
              });
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static void addFaults(String path, Throwable cause, List<String> faults) {
    if (cause instanceof ConfigException e) {
      e.faults().forEach(fault -> faults.add(path + "." + fault));
    } else {
      faults.add(path + ": " + (cause.getMessage() == null ? cause : cause.getMessage()));
    }
  }
}
