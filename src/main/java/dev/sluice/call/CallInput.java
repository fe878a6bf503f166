package dev.sluice.call;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The request side of a {@link ServerCall}: takes messages from the transport as there is demand
 * for them, and gives them to the service. To be used on the call's context.
 */
final class CallInput<Req> {

  /**
   * How many messages may be delivered one after the other: a few compressed bytes can be millions.
   */
  private static final int AT_ONCE = 8192;

  private final ServerCall<Req, ?> call;
  private final RegisteredMethod<Req, ?> method;

  private long demand = Long.MAX_VALUE;
  private boolean pumping;
  private boolean pausing;
  private boolean done;
  private long askedNanos;
  private @Nullable Req held;
  private @Nullable Req last;
  private long received;
  private @Nullable HeldInput heldInput;

  private @Nullable Handler<Req> handler;
  private @Nullable Handler<GrpcMessage> messageHandler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Req> check;
  private @Nullable PromiseInternal<Void> end;

  /**
   * Makes the input of a call.
   *
   * @param startNanos since when the client may be expected to send
   */
  CallInput(ServerCall<Req, ?> call, long startNanos) {
    this.call = call;
    this.method = call.method();
    this.askedNanos = startNanos;
  }

  /** Whether the one message of a call has not come, or nobody has taken it yet. */
  boolean waitsForMessage() {
    return !done && !method.requestStreaming();
  }

  void handler(@Nullable Handler<Req> handler) {
    this.handler = handler;
  }

  void messageHandler(@Nullable Handler<GrpcMessage> handler) {
    this.messageHandler = handler;
  }

  void endHandler(@Nullable Handler<Void> handler) {
    this.endHandler = handler;
  }

  /** Adds who sees each message before the service is given it. */
  void onMessage(Handler<Req> handler) {
    Handler<Req> earlier = check;
    check =
        earlier == null
            ? handler
            : message -> {
              earlier.handle(message);
              handler.handle(message);
            };
  }

  void pause() {
    demand = 0;
  }

  /** Takes whatever comes from now on, which is delivered at the next {@link #pump}. */
  void resume() {
    asksAgain();
    demand = Long.MAX_VALUE;
  }

  private void asksAgain() {
    if (demand == 0 && waitsForMessage()) {
      askedNanos = System.nanoTime();
    }
  }

  /** Since when, as of {@link System#nanoTime}, the client may be expected to send. */
  long askedNanos() {
    return demand == 0 ? System.nanoTime() : askedNanos;
  }

  void fetch(long amount) {
    asksAgain();
    long sum = demand + amount;
    demand = sum < 0 ? Long.MAX_VALUE : sum;
    pump();
  }

  /** How many messages the service has been given. */
  long received() {
    return received;
  }

  @Nullable Req last() {
    return last;
  }

  /** Done when the service has been given all messages. */
  Future<Void> end() {
    PromiseInternal<Void> promise = end;
    if (promise == null) {
      promise = call.context().promise();
      end = promise;
      CallStatus closed = call.status();
      if (done) {
        promise.complete();
      } else if (closed != null) {
        promise.fail(closed.asException());
      }
    }
    return promise.future();
  }

  /** Takes note that no more will come, and why. */
  void failed(Throwable cause) {
    PromiseInternal<Void> promise = end;
    if (promise != null) {
      promise.tryFail(cause);
    }
  }

  /** Takes note of how much memory the transport holds of the input. */
  void hold(long bytes) {
    HeldInput input = heldInput;
    if (input == null) {
      input = new HeldInput(method.limits().input());
      heldInput = input;
    }
    input.set(bytes);
  }

  /** How many bytes of its one message a call has got. */
  long heldBytes() {
    HeldInput input = heldInput;
    return input == null ? 0 : input.bytes();
  }

  /** Lets go of what is held, as the call has ended. */
  void close() {
    held = null;
    HeldInput input = heldInput;
    if (input != null) {
      input.release();
    }
  }

  /** Delivers messages for as long as there is demand for them, many with a pause in between. */
  void pump() {
    if (pumping || pausing) {
      return;
    }
    pumping = true;
    CallTransport<Req, ?> transport = call.transport();
    int left = AT_ONCE;
    try {
      while (call.status() == null && !done && demand > 0) {
        if (left-- == 0) {
          takePause();
          return;
        }
        Req message = transport.poll();
        if (message != null) {
          take(message);
        } else if (transport.inputEnded()) {
          finish();
        } else {
          transport.readInput(true);
          return;
        }
      }
      if (call.status() == null && !done) {
        transport.readInput(false);
      }
    } catch (Throwable e) {
      call.inputFailed(e);
    } finally {
      pumping = false;
    }
  }

  /**
   * Lets others have the thread. A turn of the loop is not enough, for it does all that is to do
   * before it reads and writes again.
   */
  private void takePause() {
    pausing = true;
    call.transport().readInput(false);
    call.context()
        .timer(1, TimeUnit.MILLISECONDS)
        .onComplete(
            v -> {
              pausing = false;
              pump();
            });
  }

  private void take(Req message) {
    if (method.requestStreaming()) {
      check(message);
      deliver(message);
    } else if (held == null) {
      held = message;
    } else {
      throw new StatusException(
          GrpcStatus.UNIMPLEMENTED, method.fullName() + " takes one request message, got more");
    }
  }

  private void finish() {
    if (method.requestStreaming()) {
      done = true;
    } else {
      Req message = held;
      if (message == null) {
        throw new StatusException(
            GrpcStatus.UNIMPLEMENTED, method.fullName() + " takes one request message, got none");
      }
      held = null;
      check(message);
      done = true;
      deliver(message);
    }
    PromiseInternal<Void> promise = end;
    if (promise != null) {
      promise.tryComplete();
    }
    Handler<Void> onEnd = endHandler;
    if (onEnd != null && call.status() == null) {
      onEnd.handle(null);
    }
  }

  private void check(Req message) {
    Handler<Req> checks = check;
    if (checks != null) {
      checks.handle(message);
    }
  }

  private void deliver(Req message) {
    received++;
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    last = message;
    Handler<GrpcMessage> raw = messageHandler;
    Handler<Req> typed = handler;
    if (raw != null) {
      raw.handle(GrpcMessages.of((Message) message));
    } else if (typed != null) {
      typed.handle(message);
    }
  }
}
