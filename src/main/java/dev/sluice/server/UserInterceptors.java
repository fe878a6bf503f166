package dev.sluice.server;

import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.config.ConfigException;
import dev.sluice.config.InterceptorConfig;
import dev.sluice.config.InterceptorConfig.Place;
import io.vertx.core.Handler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The interceptors that users have added to one verticle's, in the order of the configuration. */
final class UserInterceptors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UserInterceptors.class);

  private final List<Named> interceptors;

  UserInterceptors(List<Named> interceptors) {
    this.interceptors = List.copyOf(interceptors);
  }

  /** Those of a place, outermost first. */
  List<Named> at(Place place) {
    return interceptors.stream().filter(each -> each.config.place() == place).toList();
  }

  /** Releases what they hold. What fails is logged. */
  @Override
  public void close() {
    for (Named each : interceptors) {
      if (each.interceptor instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          LOG.warn("interceptor {} did not close", each.config.name(), e);
        }
      }
    }
  }

  /** One of them, which names itself where it keeps the server from starting. */
  record Named(InterceptorConfig config, Interceptor interceptor) implements Interceptor {

    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      @Nullable Handler<ServerCall<Req, Resp>> handler;
      try {
        handler = interceptor.intercept(method, next);
      } catch (RuntimeException e) {
        LOG.debug("interceptor {} failed", config.name(), e);
        throw cannotWrap(method, e.toString());
      }
      if (handler == null) {
        throw cannotWrap(method, "null (expected: a handler)");
      }
      return handler;
    }

    private ConfigException cannotWrap(RegisteredMethod<?, ?> method, String why) {
      return new ConfigException(
          List.of("interceptor " + config.name() + ", for " + method.fullName() + ": " + why));
    }
  }
}
