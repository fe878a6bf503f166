package dev.sluice.server;

import build.buf.validate.ValidateProto;
import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.call.CallLimits;
import dev.sluice.call.Execution;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.OpenCalls;
import dev.sluice.call.Refusals;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServiceProvider;
import dev.sluice.call.SlowInputs;
import dev.sluice.call.StoppableService;
import dev.sluice.config.ConfigException;
import dev.sluice.config.MethodPattern;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.TranscodingConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.interceptor.RefusedRequests;
import dev.sluice.openapi.ConfiguredOperations;
import dev.sluice.openapi.Contract;
import dev.sluice.openapi.ContractException;
import dev.sluice.openapi.MetadataHeaders;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.rest.OwnPaths;
import dev.sluice.rest.RestDoor;
import dev.sluice.service.health.HealthImpl;
import dev.sluice.service.health.ServingStates;
import dev.sluice.service.reflection.Reflection;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one verticle serves, put together: services, registry, doors, dispatcher.
 *
 * <p>Made on a worker thread, it belongs to the verticle's event loop.
 */
final class Assembly {

  private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

  private final Parts parts;
  private final ServingStates states;
  private final OpenCalls openCalls = new OpenCalls();
  private final SlowInputs slow;
  private final RestDoor rest;
  private final Handler<HttpServerRequest> dispatcher;
  private final Future<Void> rules;
  private final @Nullable Handler<HttpServerRequest> admin;

  /** What has to be closed, and the contract. */
  private record Parts(
      List<Service> services,
      ContractSource.Found found,
      InterceptorChain chain,
      Execution execution) {

    void closeOthersThanServices() {
      chain.close();
      execution.close();
    }
  }

  private Assembly(Vertx vertx, SluiceConfig config, Parts parts) {
    this.parts = parts;
    InterceptorChain chain = parts.chain();
    Execution execution = parts.execution();
    this.rules =
        config.validation().enabled()
            ? SharedRules.of(vertx).compile(vertx, descriptors(parts.services()))
            : Future.succeededFuture();
    this.states = new ServingStates();
    this.slow = new SlowInputs(openCalls, config.limits().minBodyBytesPerSecond());
    SharedLimits shared = SharedLimits.of(vertx, config);
    MethodRegistry registry =
        MethodRegistry.of(
            withOwn(parts.services(), config, states),
            chain.interceptors(vertx, config),
            new CallLimits(shared.input(), openCalls, config.deadlines()),
            execution);
    checkMethods(config, registry);
    parts.found().check(descriptors(registry.services()), config.rest());
    Contract contract =
        MetadataHeaders.in(
            config.rest(),
            ConfiguredOperations.in(
                config.rest().operations(), parts.found().contract(), methods(registry)));
    registry.services().forEach(s -> states.set(name(s), ServingStatus.SERVING));
    Refusals refusals = refusals(vertx, config);
    RestDoor.Access access =
        new RestDoor.Access(config.rest().cors()::allows, chain.security().metadata(), refusals);
    RestDoor door = door(registry, contract, config, access);
    ConsolePages console =
        config.rest().page()
            ? new ConsolePages(vertx, config, contract, registry, chain.security())
            : null;
    Handler<HttpServerRequest> pages = Pages.of(vertx, config, contract, states, door, console);
    this.rest =
        door.withFallback(
            ConsolePages.servesOwnPaths(config)
                ? new OwnPaths(registry, config.rest(), access, pages)
                : pages);
    this.admin = config.admin().port() == null ? null : Pages.ofAdmin(vertx, config, states, door);
    this.dispatcher =
        new Dispatcher(
            registry,
            config.grpc().webEnabled() ? new Cors(config.grpc().cors()) : null,
            new GrpcDoor(registry, config.grpc(), refusals),
            new RestCors(rest, config.rest().cors()),
            config.http());
  }

  /**
   * Makes the services and what wraps their calls, finds the contract and puts all together.
   *
   * @return the assembly; failed with a {@link ContractException} if contract and services disagree
   */
  static Future<Assembly> of(Vertx vertx, SluiceConfig config, Providers providers) {
    return services(vertx, config, providers.enabled(config))
        .compose(
            services ->
                ContractSource.load(vertx, config, told(services, config))
                    .compose(
                        contract ->
                            InterceptorChain.of(vertx, config, providers.interceptors())
                                .map(chain -> parts(vertx, config, services, contract, chain)))
                    .compose(parts -> assembled(vertx, config, parts))
                    .recover(e -> close(services).transform(v -> Future.failedFuture(e))));
  }

  private static Parts parts(
      Vertx vertx,
      SluiceConfig config,
      List<Service> services,
      ContractSource.Found contract,
      InterceptorChain chain) {
    Execution.Pools pools = SharedLimits.of(vertx, config).pools();
    return new Parts(services, contract, chain, Execution.of(vertx, config.execution(), pools));
  }

  /** Puts the parts together, which takes a while, off the event loop. */
  private static Future<Assembly> assembled(Vertx vertx, SluiceConfig config, Parts parts) {
    return vertx
        .executeBlocking(() -> new Assembly(vertx, config, parts), false)
        .onFailure(e -> parts.closeOthersThanServices());
  }

  /** Loads the descriptors that services' own refer to, which takes a while. Blocks. */
  static List<FileDescriptor> prepare(SluiceConfig config) {
    return config.validation().enabled()
        ? List.of(AnnotationsProto.getDescriptor(), ValidateProto.getDescriptor())
        : List.of(AnnotationsProto.getDescriptor());
  }

  private static Future<List<Service>> services(
      Vertx vertx, SluiceConfig config, List<ServiceProvider> providers) {
    List<Future<Service>> made = new ArrayList<>();
    for (ServiceProvider provider : providers) {
      made.add(provider.create(vertx, config.service(provider.name()).options()));
    }
    return Future.join(made)
        .<List<Service>>map(all -> all.list())
        .recover(
            e ->
                close(made.stream().filter(Future::succeeded).map(Future::result).toList())
                    .transform(v -> Future.failedFuture(e)));
  }

  private static Refusals refusals(Vertx vertx, SluiceConfig config) {
    boolean counted = config.metrics().enabled();
    return new RefusedRequests(
        counted ? SharedMetrics.of(vertx).registry() : null,
        config.logging().access() ? AccessLog.of(vertx) : null);
  }

  /** The services that a contract may be of. */
  private static List<ServiceDescriptor> told(List<Service> services, SluiceConfig config) {
    TranscodingConfig transcoding = config.rest().transcoding();
    return transcoding.unannotatedMethods() || transcoding.rules() != null
        ? descriptors(withOwn(services, config, new ServingStates()))
        : descriptors(services);
  }

  private static List<Service> withOwn(
      List<Service> services, SluiceConfig config, ServingStates states) {
    List<Service> all = new ArrayList<>(services);
    if (config.grpc().health()) {
      all.add(HealthImpl.of(states));
    }
    if (config.grpc().reflection()) {
      all.addAll(Reflection.of(all));
    }
    return all;
  }

  private static RestDoor door(
      MethodRegistry registry, Contract contract, SluiceConfig config, RestDoor.Access access) {
    try {
      return new RestDoor(registry, contract, config.rest(), access);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()).lines().toList());
    }
  }

  /** Checks what the configuration says of methods, all of it at once. */
  private void checkMethods(SluiceConfig config, MethodRegistry registry) {
    List<String> methods = registry.methods().stream().map(RegisteredMethod::fullName).toList();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < config.deadlines().size(); i++) {
      MethodPattern pattern = config.deadlines().get(i).method();
      if (!pattern.matchesAny(methods)) {
        faults.add(
            "deadlines[%d].method: \"%s\" (expected: a method that is served, or a service and /*)"
                .formatted(i, pattern.text()));
      }
    }
    faults.addAll(
        ConfiguredOperations.faults(config.rest(), parts.found().contract(), methods(registry)));
    List<Runnable> checks =
        List.of(() -> parts.chain().security().check(registry), parts.execution()::check);
    for (Runnable check : checks) {
      try {
        check.run();
      } catch (ConfigException e) {
        faults.addAll(e.faults());
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
  }

  private static List<MethodDescriptor> methods(MethodRegistry registry) {
    return registry.methods().stream().<MethodDescriptor>map(RegisteredMethod::descriptor).toList();
  }

  private static List<ServiceDescriptor> descriptors(List<Service> services) {
    return services.stream().map(Service::descriptor).toList();
  }

  private static String name(Service service) {
    return service.name().fullyQualifiedName();
  }

  /** Who takes the requests. */
  Handler<HttpServerRequest> dispatcher() {
    return dispatcher;
  }

  /**
   * Done when the rules of requests are compiled, which goes on while the server serves already:
   * calls that need them wait. Failed if rules are wrong.
   */
  Future<Void> rules() {
    return rules;
  }

  /** Who takes the requests on the port of health and metrics, if they have one of their own. */
  @Nullable Handler<HttpServerRequest> admin() {
    return admin;
  }

  /** Sets what REST needs of the server. */
  HttpServerOptions configure(HttpServerOptions options) {
    return rest.configure(options);
  }

  /** Who answers what could not be read as HTTP. */
  Handler<HttpServerRequest> invalidRequests() {
    return rest::invalid;
  }

  /** The calls whose message comes slowly. */
  SlowInputs slowInputs() {
    return slow;
  }

  /** Says that no more is served; it is, for as long as requests come. */
  void unready() {
    states.setAll(ServingStatus.NOT_SERVING);
  }

  /** The calls that have not ended yet. */
  OpenCalls openCalls() {
    return openCalls;
  }

  /** Has the calls ended that would not end by themselves. */
  void drain() {
    states.close();
    for (Service service : parts.services()) {
      if (service instanceof StoppableService stoppable) {
        stoppable.drain();
      }
    }
  }

  /** Releases what the services and interceptors hold. What fails is logged. */
  Future<Void> close() {
    parts.closeOthersThanServices();
    return close(parts.services());
  }

  private static Future<Void> close(List<Service> services) {
    List<Future<Void>> closing = new ArrayList<>();
    for (Service service : services) {
      Future<Void> closed = Future.succeededFuture();
      if (service instanceof StoppableService stoppable) {
        closed = stoppable.close();
      } else if (service instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          closed = Future.failedFuture(e);
        }
      }
      closing.add(closed.onFailure(e -> LOG.warn("service {} did not close", name(service), e)));
    }
    return Future.join(closing).otherwiseEmpty().mapEmpty();
  }
}
