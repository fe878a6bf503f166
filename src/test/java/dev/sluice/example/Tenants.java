package dev.sluice.example;

import dev.sluice.call.Interceptor;
import dev.sluice.call.InterceptorProvider;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets only the calls of tenants pass, whose names are in a file. */
public final class Tenants implements InterceptorProvider {

  @Override
  public String name() {
    return "tenants";
  }

  @Override
  public List<String> check(JsonObject options) {
    return options.getValue("file") instanceof String
        ? List.of()
        : List.of("file: " + options.getValue("file") + " (expected: the path of a file)");
  }

  @Override
  public Future<Interceptor> create(Vertx vertx, JsonObject options) {
    String file = options.getString("file");
    Supplier<Future<JsonArray>> tenants =
        () -> vertx.fileSystem().readFile(file).map(Buffer::toJsonArray);
    return tenants.get().map(good -> new TenantInterceptor(tenants));
  }

  private record TenantInterceptor(Supplier<Future<JsonArray>> tenants) implements Interceptor {

    private static final Logger LOG = LoggerFactory.getLogger(Tenants.class);

    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      if (method.fullName().startsWith("grpc.")) {
        return next; // health checks and reflection are nobody's
      }
      return call -> {
        String tenant = call.headers().get("x-tenant");
        if (tenant == null) {
          call.response()
              .fail(new StatusException(GrpcStatus.INVALID_ARGUMENT, "x-tenant is missing"));
        } else {
          call.passOnAfter(find(tenant.toLowerCase(Locale.ROOT)), held -> take(held, tenant, next));
        }
      };
    }

    private Future<Void> find(String tenant) {
      return tenants
          .get()
          .map(
              all -> {
                if (!all.contains(tenant)) {
                  throw new StatusException(GrpcStatus.PERMISSION_DENIED, "no such tenant");
                }
                return null;
              });
    }

    private static <Req, Resp> void take(
        ServerCall<Req, Resp> call, String tenant, Handler<ServerCall<Req, Resp>> next) {
      call.headers().set("x-tenant", tenant.toLowerCase(Locale.ROOT));
      call.response().headers().set("x-served-for", tenant);
      call.onMessage(message -> LOG.debug("{} sends {}", tenant, message));
      call.onResponse(message -> LOG.debug("{} gets {}", tenant, message));
      call.onClose(status -> LOG.info("{}: {} {}", tenant, call.fullMethodName(), status.code()));
      next.handle(call);
    }
  }
}
