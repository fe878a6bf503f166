package dev.sluice.server;

import dev.sluice.call.Interceptor;
import dev.sluice.config.InterceptorConfig.Place;
import dev.sluice.config.SluiceConfig;
import dev.sluice.interceptor.AccessLogInterceptor;
import dev.sluice.security.Security;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * What wraps every call of one verticle: the server's own interceptors, and those of the user in
 * their places among them.
 */
final class InterceptorChain implements AutoCloseable {

  private final Security security;
  private final UserInterceptors users;

  private InterceptorChain(Security security, UserInterceptors users) {
    this.security = security;
    this.users = users;
  }

  /**
   * Makes authenticators and interceptors, on the current context.
   *
   * @return the chain, once all of it can work
   */
  static Future<InterceptorChain> of(
      Vertx vertx, SluiceConfig config, InterceptorProviders providers) {
    return Security.of(vertx, config.security())
        .compose(
            security ->
                providers
                    .create(vertx, config.interceptors())
                    .map(users -> new InterceptorChain(security, users))
                    .onFailure(e -> security.close()));
  }

  /** Who may call. */
  Security security() {
    return security;
  }

  /** The interceptors, the first outermost. */
  List<Interceptor> interceptors(Vertx vertx, SluiceConfig config) {
    List<Interceptor> chain = new ArrayList<>();
    if (config.tracing().enabled()) {
      chain.add(SharedTracing.of(vertx, config.tracing()).interceptor());
    }
    if (config.metrics().enabled()) {
      chain.add(SharedMetrics.of(vertx).interceptor());
    }
    if (config.logging().access()) {
      chain.add(new AccessLogInterceptor());
    }
    chain.addAll(users.at(Place.OUTERMOST));
    chain.addAll(security.interceptors());
    chain.add(SharedLimits.of(vertx, config).shedding());
    chain.addAll(users.at(Place.AUTHORIZED));
    if (config.validation().enabled()) {
      chain.add(SharedRules.of(vertx).interceptor());
    }
    chain.addAll(users.at(Place.INNERMOST));
    return chain;
  }

  /** Releases what they hold. What fails is logged. */
  @Override
  public void close() {
    users.close();
    security.close();
  }
}
