package dev.sluice.server;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.interceptor.ValidationInterceptor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;

/** The compiled rules of all verticles of one Vert.x instance. Safe for concurrent use. */
final class SharedRules implements Shareable {

  private final ValidationInterceptor interceptor = new ValidationInterceptor();

  private SharedRules() {}

  /** The rules of a Vert.x instance. */
  static SharedRules of(Vertx vertx) {
    LocalMap<String, SharedRules> map = vertx.sharedData().getLocalMap("dev.sluice.rules");
    return map.computeIfAbsent("rules", key -> new SharedRules());
  }

  ValidationInterceptor interceptor() {
    return interceptor;
  }

  /**
   * Compiles the rules of services' requests, unless they are compiled already.
   *
   * @return done, or failed with what is wrong with a rule
   */
  Future<Void> compile(Vertx vertx, List<ServiceDescriptor> services) {
    List<Descriptor> types =
        services.stream()
            .flatMap(service -> service.getMethods().stream())
            .map(MethodDescriptor::getInputType)
            .distinct()
            .toList();
    return interceptor.compile(vertx, types);
  }
}
