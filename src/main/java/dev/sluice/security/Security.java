package dev.sluice.security;

import dev.sluice.call.Interceptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.config.AccessConfig;
import dev.sluice.config.AuthenticatorConfig;
import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import dev.sluice.config.SecurityConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may call one verticle's methods, and how often: its authenticators, rules and limit. */
public final class Security implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Security.class);

  private final List<Authenticator> authenticators;
  private final AccessRules rules;
  private final List<Interceptor> interceptors;
  private final Vertx vertx;
  private final String deployment;

  private Security(Vertx vertx, SecurityConfig config, List<Authenticator> authenticators) {
    this.vertx = vertx;
    this.deployment = String.valueOf(vertx.getOrCreateContext().deploymentID());
    this.authenticators = List.copyOf(authenticators);
    this.rules = new AccessRules(config);
    Challenges challenges = new Challenges(authenticators);
    List<Interceptor> chain = new ArrayList<>();
    if (!authenticators.isEmpty()) {
      chain.add(new AuthenticationInterceptor(authenticators, challenges));
    }
    if (!config.isOpen()) {
      chain.add(new AuthorizationInterceptor(rules, challenges));
    }
    if (config.rateLimit().callsPerSecond() > 0) {
      chain.add(
          limits()
              .computeIfAbsent(
                  deployment,
                  id -> new RateLimitInterceptor(config.rateLimit(), System::nanoTime)));
    }
    this.interceptors = List.copyOf(chain);
  }

  /**
   * Makes the authenticators, each on the current context.
   *
   * @return the security, once all of them can work; failed with a {@link ConfigException} that
   *     says which of them cannot
   */
  public static Future<Security> of(Vertx vertx, SecurityConfig config) {
    List<AuthenticatorConfig> wanted = config.authenticators();
    if (wanted.isEmpty()) {
      return Future.succeededFuture(new Security(vertx, config, List.of()));
    }
    List<AuthenticatorProvider> providers = providers();
    List<Future<Authenticator>> made = new ArrayList<>();
    for (AuthenticatorConfig each : wanted) {
      made.add(create(vertx, provider(providers, each.type()), each));
    }
    return Future.join(made)
        .transform(
            all -> {
              List<String> faults = new ArrayList<>();
              List<Throwable> causes = new ArrayList<>();
              List<Authenticator> ready = new ArrayList<>();
              for (int i = 0; i < made.size(); i++) {
                if (made.get(i).succeeded()) {
                  ready.add(made.get(i).result());
                } else {
                  causes.add(made.get(i).cause());
                  addFaults("security.authenticators[" + i + "]", made.get(i).cause(), faults);
                }
              }
              if (faults.isEmpty()) {
                return Future.succeededFuture(new Security(vertx, config, ready));
              }
              ready.forEach(Security::close);
              return Future.failedFuture(ConfigException.of(faults, causes));
            });
  }

  /** What the instances of a deployment count together. */
  private LocalMap<String, RateLimitInterceptor> limits() {
    return vertx.sharedData().getLocalMap("dev.sluice.rate-limits");
  }

  private static Future<Authenticator> create(
      Vertx vertx, AuthenticatorProvider provider, AuthenticatorConfig config) {
    try {
      return provider.create(vertx, config.name(), config.options());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static void addFaults(String key, Throwable cause, List<String> faults) {
    if (cause instanceof ConfigException e) {
      e.faults().forEach(addTo(faults, key));
    } else {
      faults.add(key + ": " + (cause.getMessage() == null ? cause : cause.getMessage()));
    }
  }

  static List<AuthenticatorProvider> providers() {
    List<AuthenticatorProvider> providers =
        new ArrayList<>(
            List.of(
                new OidcProvider(), new JwtProvider(), new ApiKeyProvider(), new MtlsProvider()));
    ServiceLoader.load(AuthenticatorProvider.class).forEach(providers::add);
    return providers;
  }

  private static AuthenticatorProvider provider(
      List<AuthenticatorProvider> providers, String type) {
    return providers.stream()
        .filter(each -> each.type().equals(type))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> types = providers.stream().map(AuthenticatorProvider::type).toList();
              return new ConfigException(
                  List.of(
                      "type: \""
                          + type
                          + "\" (expected: one of "
                          + String.join(", ", types)
                          + ")"));
            });
  }

  /**
   * Checks the options of the authenticators before anything is started.
   *
   * @param conf the whole conf, whatever else is wrong with it
   * @return a line per fault; empty if all is well
   */
  public static List<String> faults(JsonObject conf) {
    if (!(conf.getValue("security") instanceof JsonObject security)
        || !(security.getValue("authenticators") instanceof JsonArray wanted)) {
      return List.of();
    }
    List<String> faults = new ArrayList<>();
    List<AuthenticatorProvider> providers = providers();
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.getValue(i) instanceof JsonObject each
          && each.getValue("type") instanceof String type) {
        JsonObject options = each.copy();
        options.remove("type");
        options.remove("name");
        try {
          provider(providers, type)
              .check(options)
              .forEach(addTo(faults, "security.authenticators[" + i + "]"));
        } catch (ConfigException e) {
          e.faults().forEach(addTo(faults, "security.authenticators[" + i + "]"));
        }
      }
    }
    return faults;
  }

  private static Consumer<String> addTo(List<String> faults, String key) {
    return fault -> faults.add(key + "." + fault);
  }

  /** The faults of options that a record reads. */
  static <T> List<String> faults(JsonObject options, Function<ConfReader, T> reading) {
    try {
      ConfReader.read(options, "", reading);
      return List.of();
    } catch (ConfigException e) {
      return e.faults();
    }
  }

  /** What wraps every call, outermost first; nothing if everybody may call everything always. */
  public List<Interceptor> interceptors() {
    return interceptors;
  }

  /**
   * Whether anybody may call a method, known or not.
   *
   * @param method its full name, for example {@code helloworld.Greeter/SayHello}
   */
  public boolean isOpen(String method) {
    return rules.of(method).kind() == AccessConfig.Kind.ANYONE;
  }

  /** The metadata by which callers say who they are, in lower case. */
  public Set<String> metadata() {
    Set<String> names = new HashSet<>();
    authenticators.forEach(each -> names.addAll(each.metadata()));
    return names;
  }

  /**
   * Checks that there is a method for every rule.
   *
   * @throws ConfigException with each rule that is for none
   */
  public void check(MethodRegistry registry) {
    List<String> faults =
        rules.unmatched(registry.methods().stream().map(RegisteredMethod::fullName).toList());
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
  }

  /** Releases what the authenticators hold. */
  @Override
  public void close() {
    authenticators.forEach(Security::close);
    limits().remove(deployment);
  }

  private static void close(Authenticator authenticator) {
    try {
      authenticator.close();
    } catch (RuntimeException e) {
      LOG.warn("an authenticator did not close", e);
    }
  }
}
