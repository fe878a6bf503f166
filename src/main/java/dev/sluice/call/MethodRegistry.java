package dev.sluice.call;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods of all services, each with one handler that every door calls.
 *
 * <p>Services are bound as to any Vert.x gRPC server, through {@link Service#bind}; what they hand
 * over is wrapped by the interceptors, the first of the list outermost. Immutable once made.
 */
public final class MethodRegistry {

  private final List<Service> services;
  private final Map<String, RegisteredMethod<?, ?>> methods;
  private final Map<String, RegisteredMethod<?, ?>> byPath;

  private MethodRegistry(List<Service> services, Map<String, RegisteredMethod<?, ?>> methods) {
    this.services = List.copyOf(services);
    this.methods = Collections.unmodifiableMap(methods);
    this.byPath = new HashMap<>();
    methods.forEach((name, method) -> byPath.put("/" + name, method));
  }

  /**
   * Binds services.
   *
   * @param services the services
   * @param interceptors what wraps each method, outermost first
   * @return the registry
   * @throws IllegalArgumentException if two services have one name, or a method is not of the
   *     service's descriptor
   */
  public static MethodRegistry of(Collection<Service> services, List<Interceptor> interceptors) {
    return of(services, interceptors, CallLimits.none());
  }

  /**
   * Binds services.
   *
   * @param services the services
   * @param interceptors what wraps each method, outermost first
   * @param limits what calls may take
   * @return the registry
   * @throws IllegalArgumentException if two services have one name, or a method is not of the
   *     service's descriptor
   */
  public static MethodRegistry of(
      Collection<Service> services, List<Interceptor> interceptors, CallLimits limits) {
    return of(services, interceptors, limits, Execution.onEventLoops());
  }

  /**
   * Binds services.
   *
   * @param services the services
   * @param interceptors what wraps each method, outermost first
   * @param limits what calls may take
   * @param execution on which threads methods run
   * @return the registry
   * @throws IllegalArgumentException if two services have one name, or a method is not of the
   *     service's descriptor
   */
  public static MethodRegistry of(
      Collection<Service> services,
      List<Interceptor> interceptors,
      CallLimits limits,
      Execution execution) {
    Binder binder = new Binder(List.copyOf(interceptors), limits, execution);
    services.forEach(binder::addService);
    return new MethodRegistry(binder.services, binder.methods);
  }

  /** The services, in the order in which they were bound. */
  public List<Service> services() {
    return services;
  }

  /** All methods. */
  public Collection<RegisteredMethod<?, ?>> methods() {
    return methods.values();
  }

  /**
   * Finds a method.
   *
   * @param fullName its name with its service's, for example {@code helloworld.Greeter/SayHello}
   * @return the method, or null
   */
  public @Nullable RegisteredMethod<?, ?> method(String fullName) {
    return methods.get(fullName);
  }

  /**
   * Finds a method by the path of a gRPC request.
   *
   * @param path the path, for example {@code /helloworld.Greeter/SayHello}
   * @return the method, or null
   */
  public @Nullable RegisteredMethod<?, ?> methodAt(String path) {
    return byPath.get(path);
  }

  /** Why a path has no method, for people: the service is unknown, or only the method is. */
  public String explainMissing(String path) {
    int slash = path.lastIndexOf('/');
    String service = slash > 0 ? path.substring(1, slash) : "";
    boolean known = services.stream().anyMatch(s -> s.name().fullyQualifiedName().equals(service));
    return known
        ? "unknown method " + path.substring(slash + 1) + " of service " + service
        : "unknown service " + (service.isEmpty() ? path : service);
  }

  /** Takes what services bind; it is a {@link GrpcServer} only in so far as they need one. */
  private static final class Binder implements GrpcServer {

    private final List<Interceptor> interceptors;
    private final CallLimits limits;
    private final Execution execution;
    private final List<Service> services = new ArrayList<>();
    private final Map<String, RegisteredMethod<?, ?>> methods = new LinkedHashMap<>();
    private @Nullable ServiceCode binding;

    Binder(List<Interceptor> interceptors, CallLimits limits, Execution execution) {
      this.interceptors = interceptors;
      this.limits = limits;
      this.execution = execution;
    }

    @Override
    public GrpcServer addService(Service service) {
      for (Service other : services) {
        if (other.name().equals(service.name())) {
          throw new IllegalArgumentException(
              "service " + service.name().fullyQualifiedName() + " is bound twice");
        }
      }
      services.add(service);
      binding = ServiceCode.of(service);
      service.bind(this);
      return this;
    }

    @Override
    public <Req, Resp> GrpcServer callHandler(
        ServiceMethod<Req, Resp> method, Handler<GrpcServerRequest<Req, Resp>> handler) {
      ServiceCode code = binding;
      MethodDescriptor descriptor =
          code == null ? null : code.service().descriptor().findMethodByName(method.methodName());
      if (code == null
          || descriptor == null
          || !code.service()
              .name()
              .fullyQualifiedName()
              .equals(method.serviceName().fullyQualifiedName())) {
        throw new IllegalArgumentException(
            method.fullMethodName() + " is not a method of the service that binds it");
      }
      Handler<GrpcServerRequest<Req, Resp>> direct =
          descriptor.isServerStreaming()
              ? FutureForms.handler(code, method, descriptor.isClientStreaming())
              : null;
      Handler<GrpcServerRequest<Req, Resp>> serve = direct == null ? handler : direct;
      RegisteredMethod<Req, Resp> registered =
          new RegisteredMethod<>(
              method,
              descriptor,
              execution.place(code, method.fullMethodName(), serve::handle),
              interceptors,
              limits);
      methods.put(registered.fullName(), registered);
      return this;
    }

    @Override
    public GrpcServer callHandler(Handler<GrpcServerRequest<Buffer, Buffer>> handler) {
      throw new UnsupportedOperationException("a service binds its own methods, not all calls");
    }

    @Override
    public List<Service> services() {
      return Collections.unmodifiableList(services);
    }

    @Override
    public void handle(HttpServerRequest request) {
      throw new UnsupportedOperationException("requests go to the doors, not to the registry");
    }
  }
}
