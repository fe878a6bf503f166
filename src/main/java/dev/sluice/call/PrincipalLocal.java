package dev.sluice.call;

import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import org.jspecify.annotations.Nullable;

/**
 * The place on a call's context where its {@link Principal} is; Vert.x finds this class with {@link
 * java.util.ServiceLoader}, since such places have to be known before there is an instance.
 */
public final class PrincipalLocal implements VertxServiceProvider {

  private static final ContextLocal<Principal> KEY = ContextLocal.registerLocal(Principal.class);

  /** Has nothing to do but to load the class. */
  @Override
  public void init(VertxBootstrap builder) {}

  static @Nullable Principal get(ContextInternal context) {
    return context.isDuplicate() ? context.getLocal(KEY, AccessMode.CONCURRENT) : null;
  }

  /** Sets or, with null, removes the principal; on a context that is one call's. */
  static void set(ContextInternal context, @Nullable Principal principal) {
    if (context.isDuplicate()) {
      context.putLocal(KEY, AccessMode.CONCURRENT, principal);
    }
  }
}
