package dev.sluice.matrix;

import dev.sluice.call.InProcessCall;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.test.v1.Everything;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Calls from within the process. */
final class InProcessDoor implements Door {

  private final Vertx vertx;
  private final MethodRegistry registry;

  InProcessDoor(Vertx vertx, MethodRegistry registry) {
    this.vertx = vertx;
    this.registry = registry;
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.allOf(Kind.class);
  }

  @Override
  @SuppressWarnings("unchecked") // the methods of EverythingService that the matrix calls
  public Future<Outcome> call(Script script) {
    RegisteredMethod<Everything, Everything> method =
        (RegisteredMethod<Everything, Everything>)
            registry.method("sluice.test.v1.EverythingService/" + script.kind().method);
    Promise<Outcome> outcome = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(v -> start(script, method, outcome));
    return outcome.future();
  }

  private void start(
      Script script, RegisteredMethod<Everything, Everything> method, Promise<Outcome> outcome) {
    MultiMap metadata = MultiMap.caseInsensitiveMultiMap().addAll(script.metadata());
    InProcessCall<Everything, Everything> call =
        InProcessCall.start(vertx, method, metadata, script.timeout());
    Context context = vertx.getOrCreateContext();
    List<Integer> numbers = new ArrayList<>();
    call.responses()
        .handler(
            response -> {
              numbers.addAll(Door.numbers(script.kind(), response));
              script.onResponse().accept(numbers.size());
            });
    script
        .cancel()
        .onSuccess(
            v -> {
              outcome.tryFail("cancelled");
              context.runOnContext(now -> call.cancel());
            });
    write(script, call, script.requests().iterator());
    call.status()
        .onSuccess(
            status ->
                context.runOnContext(
                    v -> outcome.tryComplete(new Outcome(numbers, status.code()))));
  }

  private static void write(
      Script script, InProcessCall<Everything, Everything> call, Iterator<Everything> messages) {
    while (messages.hasNext()) {
      if (call.requests().writeQueueFull()) {
        call.requests().drainHandler(v -> write(script, call, messages));
        return;
      }
      call.requests().write(messages.next()).onFailure(e -> {});
    }
    call.requests().drainHandler(null);
    if (script.ends()) {
      call.requests().end();
    }
  }
}
