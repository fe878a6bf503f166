package dev.sluice.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.vertx.core.internal.ContextInternal;
import io.vertx.tracing.opentelemetry.VertxContextStorageProvider.VertxContextStorage;
import org.jspecify.annotations.Nullable;

/**
 * What spans have in common: names of attributes as of the <a
 * href="https://opentelemetry.io/docs/specs/semconv/rpc/grpc/">semantic conventions</a>, and where
 * the current one is kept.
 */
final class Spans {

  static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system");
  static final AttributeKey<String> RPC_SERVICE = AttributeKey.stringKey("rpc.service");
  static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
  static final AttributeKey<Long> RPC_STATUS = AttributeKey.longKey("rpc.grpc.status_code");
  static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> HTTP_METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private Spans() {}

  /** The trace context that is current on a context of Vert.x, or null. */
  static @Nullable Context current(ContextInternal context) {
    if (ContextInternal.current() == context) {
      return VertxContextStorage.INSTANCE.current();
    }
    @Nullable Context[] found = new Context[1];
    context.dispatch(v -> found[0] = VertxContextStorage.INSTANCE.current());
    return found[0];
  }

  /** Makes a trace context the current one, for all that goes on in a context of Vert.x. */
  static void setCurrent(ContextInternal context, Context current) {
    if (context.isDuplicate()) {
      // Kept until the context goes, which is one call's.
      VertxContextStorage.INSTANCE.attach(context, current);
    }
  }
}
