package dev.sluice.call;

import dev.sluice.config.SluiceConfig;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of services whose methods may run off the event loop, from within the process. */
final class Calls {

  /** How a call ended, and with which responses. */
  record Outcome(CallStatus status, List<String> replies, @Nullable MultiMap trailers) {}

  private final Vertx vertx;
  private final MethodRegistry registry;
  private final OpenTasks workers;
  private final OpenTasks virtual = new OpenTasks(1_000, "too many virtual threads");

  /** Binds a service. */
  Calls(Vertx vertx, Service service, String conf, Interceptor... interceptors) {
    SluiceConfig config = SluiceConfig.parse(new JsonObject(conf.replace('\'', '"')));
    this.vertx = vertx;
    this.workers =
        new OpenTasks(config.workers().size() + config.workers().maxQueue(), "all are busy");
    Execution execution =
        Execution.of(
            vertx,
            config.execution(),
            new Execution.Pools("worker", config.workers(), workers, virtual));
    this.registry =
        MethodRegistry.of(List.of(service), List.of(interceptors), CallLimits.none(), execution);
    execution.check();
  }

  OpenTasks workers() {
    return workers;
  }

  OpenTasks virtual() {
    return virtual;
  }

  MethodRegistry registry() {
    return registry;
  }

  /** Makes a call with one request of each name, and takes whatever it answers. */
  Future<Outcome> call(String method, @Nullable String timeout, String... names) {
    return call(method, timeout, Promise.<Void>promise().future(), names);
  }

  /** The same, cancelled when something has happened. */
  Future<Outcome> call(String method, @Nullable String timeout, Future<?> cancel, String... names) {
    Promise<Outcome> outcome = Promise.promise();
    vertx.runOnContext(v -> start(method, timeout, cancel, names).onComplete(outcome));
    return outcome.future();
  }

  @SuppressWarnings("unchecked") // the methods of the Greeter
  private Future<Outcome> start(
      String method, @Nullable String timeout, Future<?> cancel, String... names) {
    RegisteredMethod<HelloRequest, HelloReply> of =
        (RegisteredMethod<HelloRequest, HelloReply>)
            registry.method("helloworld.Greeter/" + method);
    InProcessCall<HelloRequest, HelloReply> call =
        InProcessCall.start(vertx, of, MultiMap.caseInsensitiveMultiMap(), timeout);
    List<String> replies = new java.util.ArrayList<>();
    Promise<Void> read = Promise.promise();
    call.responses()
        .exceptionHandler(e -> read.tryComplete())
        .endHandler(v -> read.tryComplete())
        .handler(reply -> replies.add(reply.getMessage()));
    for (String name : names) {
      call.requests().write(HelloRequest.newBuilder().setName(name).build());
    }
    call.requests().end();
    var context = vertx.getOrCreateContext();
    cancel.onComplete(done -> context.runOnContext(v -> call.cancel()));
    return call.status()
        .compose(status -> read.future().map(v -> new Outcome(status, replies, call.trailers())));
  }
}
