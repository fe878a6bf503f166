package dev.sluice.call;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ExecutionRule;
import dev.sluice.config.Threads;
import dev.sluice.config.WorkersConfig;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.WorkerExecutorInternal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On which threads the methods of services run, as the configuration and {@link RunOn} say.
 *
 * <p>Where it is not the event loop, the call changes threads right before the service, after all
 * interceptors. Belongs to one verticle; the pool of workers is shared by those that name it alike.
 */
public final class Execution implements AutoCloseable {

  private final @Nullable VertxInternal vertx;
  private final List<ExecutionRule> rules;
  private final @Nullable Pools pools;
  private final List<String> methods = new ArrayList<>();
  private final Set<String> faults = new LinkedHashSet<>();
  private @Nullable WorkerExecutorInternal executor;

  /**
   * The threads that there are.
   *
   * @param name the name of the pool of workers, of which that of its threads is made
   * @param config the workers
   * @param workers counts what workers have to do
   * @param virtual counts what virtual threads do
   */
  public record Pools(String name, WorkersConfig config, OpenTasks workers, OpenTasks virtual) {}

  private Execution(
      @Nullable VertxInternal vertx, List<ExecutionRule> rules, @Nullable Pools pools) {
    this.vertx = vertx;
    this.rules = List.copyOf(rules);
    this.pools = pools;
  }

  /**
   * Has methods run where rules and annotations say.
   *
   * @param vertx the Vert.x instance
   * @param rules the rules; of several for a method, the first counts
   * @param pools the threads
   */
  public static Execution of(Vertx vertx, List<ExecutionRule> rules, Pools pools) {
    return new Execution((VertxInternal) vertx, rules, pools);
  }

  /** Has all methods run on the event loop, whatever they are annotated with. */
  static Execution onEventLoops() {
    return new Execution(null, List.of(), null);
  }

  /**
   * Checks what was asked for, once all services are bound.
   *
   * @throws ConfigException if there is a rule for no method, or threads that cannot be had
   */
  public void check() {
    for (int i = 0; i < rules.size(); i++) {
      if (!rules.get(i).method().matchesAny(methods)) {
        faults.add(
            "execution[%d].method: \"%s\" (expected: a method that is served, or a service and /*)"
                .formatted(i, rules.get(i).method().text()));
      }
    }
    if (!faults.isEmpty()) {
      close();
      throw new ConfigException(List.copyOf(faults));
    }
  }

  /** The handler that has a method's calls served where they should be. */
  <Req, Resp> Handler<ServerCall<Req, Resp>> place(
      ServiceCode code, String method, Handler<ServerCall<Req, Resp>> service) {
    methods.add(method);
    if (vertx == null || pools == null) {
      return service;
    }
    return switch (threads(code, method, vertx)) {
      case WORKER -> handOver(workers(vertx, pools), service);
      case VIRTUAL -> handOver(new CallThreads(null, pools.virtual(), false), service);
      default -> service;
    };
  }

  private static <Req, Resp> Handler<ServerCall<Req, Resp>> handOver(
      CallThreads threads, Handler<ServerCall<Req, Resp>> service) {
    return call -> new HandOver<>(call, threads, service).begin();
  }

  private Threads threads(ServiceCode code, String method, VertxInternal vertx) {
    Threads annotated = code.threads(method.substring(method.indexOf('/') + 1));
    for (int i = 0; i < rules.size(); i++) {
      ExecutionRule rule = rules.get(i);
      if (!rule.method().matches(method)) {
        continue;
      }
      if (annotated != null && rule.method().isAll()) {
        break;
      }
      String key = "execution[" + i + "].threads: \"" + spelling(rule.threads()) + "\"";
      if (annotated == Threads.EVENT_LOOP && rule.threads() != Threads.EVENT_LOOP) {
        String service = method.substring(0, method.indexOf('/'));
        faults.add(key + " (expected: eventLoop, on which " + service + " keeps its state)");
        return Threads.EVENT_LOOP;
      }
      return available(rule.threads(), key, vertx);
    }
    return annotated == null
        ? Threads.EVENT_LOOP
        : available(annotated, method + ": @RunOn(" + annotated + ")", vertx);
  }

  private Threads available(Threads wanted, String asked, VertxInternal vertx) {
    boolean virtual = vertx.isVirtualThreadAvailable();
    if (wanted == Threads.AUTO) {
      return virtual ? Threads.VIRTUAL : Threads.WORKER;
    }
    if (wanted == Threads.VIRTUAL && !virtual) {
      faults.add(
          "%s (expected: worker or auto; virtual threads need Java 21 or newer, this is Java %d)"
              .formatted(asked, Runtime.version().feature()));
      return Threads.EVENT_LOOP;
    }
    return wanted;
  }

  private static String spelling(Threads threads) {
    return switch (threads) {
      case EVENT_LOOP -> "eventLoop";
      case WORKER -> "worker";
      case VIRTUAL -> "virtual";
      case AUTO -> "auto";
    };
  }

  private CallThreads workers(VertxInternal vertx, Pools pools) {
    WorkerExecutorInternal made = executor;
    if (made == null) {
      made =
          (WorkerExecutorInternal)
              vertx.createSharedWorkerExecutor(pools.name(), pools.config().size());
      executor = made;
    }
    return new CallThreads(made, pools.workers(), pools.config().interrupt());
  }

  /** Lets go of the workers; those that still work when no verticle has them are interrupted. */
  @Override
  public void close() {
    WorkerExecutorInternal made = executor;
    if (made != null) {
      executor = null;
      made.close();
    }
  }
}
