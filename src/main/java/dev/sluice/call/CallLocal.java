package dev.sluice.call;

import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import org.jspecify.annotations.Nullable;

/**
 * The place on a call's context where the call itself is; Vert.x finds this class with {@link
 * java.util.ServiceLoader}, since such places have to be known before there is an instance.
 */
public final class CallLocal implements VertxServiceProvider {

  @SuppressWarnings("rawtypes") // a class has no type arguments
  private static final ContextLocal<ServerCall> KEY = ContextLocal.registerLocal(ServerCall.class);

  /** Has nothing to do but to load the class. */
  @Override
  public void init(VertxBootstrap builder) {}

  static @Nullable ServerCall<?, ?> get(ContextInternal context) {
    return context.isDuplicate() ? context.getLocal(KEY, AccessMode.CONCURRENT) : null;
  }

  /** Sets the call that a context is of, if that is one call's. */
  static void set(ContextInternal context, ServerCall<?, ?> call) {
    if (context.isDuplicate()) {
      context.putLocal(KEY, AccessMode.CONCURRENT, call);
    }
  }
}
