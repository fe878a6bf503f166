package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A call from within the process: through the same interceptors to the same service as any other,
 * with neither a connection nor serialisation in between.
 *
 * <p>Requests are written to {@link #requests}, responses read from {@link #responses}. Each side
 * holds a few messages at most: a writer that heeds {@link WriteStream#writeQueueFull} is slowed
 * down by the service, and a reader that pauses slows the service down. To be used on the context
 * on which it was started, and on no other thread.
 *
 * @param <Req> the type of request messages
 * @param <Resp> the type of response messages
 */
public final class InProcessCall<Req, Resp> {

  /** How many messages each side holds before it is full. */
  static final int CAPACITY = 16;

  private final ServerCall<Req, Resp> call;
  private final Requests requests = new Requests();
  private final Responses responses = new Responses();
  private final Promise<CallStatus> status;
  private @Nullable MultiMap headers;
  private @Nullable MultiMap trailers;

  private InProcessCall(
      ContextInternal context, RegisteredMethod<Req, Resp> method, MultiMap metadata) {
    this.call = new ServerCall<>(context, method, new Transport(), metadata);
    this.status = context.promise();
  }

  /**
   * Starts a call on the current context, or on a new one.
   *
   * @param vertx the Vert.x instance
   * @param method the method
   * @param metadata the request metadata
   * @param timeout the deadline in the form of {@code grpc-timeout}, or null for none
   * @return the call
   */
  public static <Req, Resp> InProcessCall<Req, Resp> start(
      Vertx vertx,
      RegisteredMethod<Req, Resp> method,
      MultiMap metadata,
      @Nullable String timeout) {
    ContextInternal context = ((ContextInternal) vertx.getOrCreateContext()).duplicate(true);
    InProcessCall<Req, Resp> made = new InProcessCall<>(context, method, metadata);
    if (context.inThread()) {
      context.dispatch(v -> made.call.start(timeout));
    } else {
      context.runOnContext(v -> made.call.start(timeout));
    }
    return made;
  }

  /** Where the request messages go; to be ended. */
  public WriteStream<Req> requests() {
    return requests;
  }

  /** Where the response messages come from; fails with the status if that is not OK. */
  public ReadStream<Resp> responses() {
    return responses;
  }

  /** How the call ended; never fails. */
  public Future<CallStatus> status() {
    return status.future();
  }

  /** The response metadata; null until it has come. */
  public @Nullable MultiMap headers() {
    return headers;
  }

  /** The trailing metadata; null until the call has ended, or if there is none. */
  public @Nullable MultiMap trailers() {
    return trailers;
  }

  /** Cancels the call. */
  public void cancel() {
    if (call.status() == null) {
      call.cancelled("the caller cancelled the call");
      finish(new CallStatus(GrpcStatus.CANCELLED, "the caller cancelled the call"));
    }
  }

  private void finish(CallStatus end) {
    responses.finish(end);
    status.tryComplete(end);
  }

  /** The call's side. */
  private final class Transport implements CallTransport<Req, Resp> {

    @Override
    public String door() {
      return "in-process";
    }

    @Override
    public @Nullable HttpConnection connection() {
      return null;
    }

    @Override
    public @Nullable Req poll() {
      return requests.take();
    }

    @Override
    public boolean inputEnded() {
      return requests.ended && requests.queue.isEmpty();
    }

    @Override
    public void readInput(boolean wanted) {
      // The queue fills up and its writer feels it.
    }

    @Override
    public Future<Void> writeHead(MultiMap head) {
      headers = head;
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> write(@Nullable MultiMap head, Resp message) {
      if (head != null) {
        headers = head;
      }
      responses.add(message);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end(
        @Nullable MultiMap head, @Nullable Resp last, CallStatus end, @Nullable MultiMap trailing) {
      if (head != null) {
        headers = head;
      }
      trailers = trailing;
      if (last != null) {
        responses.add(last);
      }
      finish(end);
      return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
      return responses.queue.size() >= CAPACITY;
    }

    @Override
    public void drainHandler(@Nullable Handler<Void> handler) {
      responses.drainHandler = handler;
    }

    @Override
    public void abort() {
      finish(new CallStatus(GrpcStatus.CANCELLED, "the service cancelled the call"));
    }
  }

  private final class Requests implements WriteStream<Req> {

    private final Queue<Req> queue = new ArrayDeque<>();
    private boolean ended;
    private @Nullable Handler<Void> drainHandler;

    private @Nullable Req take() {
      Req message = queue.poll();
      Handler<Void> handler = drainHandler;
      if (message != null && handler != null && queue.size() == CAPACITY / 2) {
        call.context().runOnContext(handler);
      }
      return message;
    }

    @Override
    public Future<Void> write(Req message) {
      if (call.status() != null || ended) {
        return Future.failedFuture(new StatusException(GrpcStatus.CANCELLED, "the call has ended"));
      }
      queue.add(message);
      call.inputReady();
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      ended = true;
      call.inputReady();
      return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
      return call.status() == null && queue.size() >= CAPACITY;
    }

    @Override
    public WriteStream<Req> drainHandler(@Nullable Handler<Void> handler) {
      drainHandler = handler;
      return this;
    }

    /** Has no effect: what goes wrong is told by {@link InProcessCall#status}. */
    @Override
    public WriteStream<Req> exceptionHandler(@Nullable Handler<Throwable> handler) {
      return this;
    }

    /** Has no effect: the bound is fixed. */
    @Override
    public WriteStream<Req> setWriteQueueMaxSize(int maxSize) {
      return this;
    }
  }

  private final class Responses implements ReadStream<Resp> {

    private final Queue<Resp> queue = new ArrayDeque<>();
    private long demand = Long.MAX_VALUE;
    private boolean delivering;
    private @Nullable CallStatus end;
    private @Nullable Handler<Resp> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Handler<Void> drainHandler;

    private void add(Resp message) {
      queue.add(message);
      deliver();
    }

    private void finish(CallStatus status) {
      if (end == null) {
        end = status;
        if (status.code() == GrpcStatus.CANCELLED) {
          queue.clear();
        }
        deliver();
      }
    }

    private void deliver() {
      if (delivering || handler == null) {
        return;
      }
      delivering = true;
      try {
        deliverMessages(handler);
      } finally {
        delivering = false;
      }
      CallStatus status = end;
      if (status != null && queue.isEmpty() && demand > 0) {
        demand = 0;
        if (status.code() == GrpcStatus.OK) {
          if (endHandler != null) {
            endHandler.handle(null);
          }
        } else if (exceptionHandler != null) {
          exceptionHandler.handle(status.asException());
        }
      }
    }

    private void deliverMessages(Handler<Resp> to) {
      while (demand > 0 && !queue.isEmpty()) {
        if (demand != Long.MAX_VALUE) {
          demand--;
        }
        to.handle(queue.remove());
        Handler<Void> drained = drainHandler;
        if (drained != null && queue.size() == CAPACITY / 2) {
          call.context().runOnContext(drained);
        }
      }
    }

    @Override
    public ReadStream<Resp> handler(@Nullable Handler<Resp> handler) {
      this.handler = handler;
      call.context().runOnContext(v -> deliver());
      return this;
    }

    @Override
    public ReadStream<Resp> endHandler(@Nullable Handler<Void> handler) {
      this.endHandler = handler;
      return this;
    }

    @Override
    public ReadStream<Resp> exceptionHandler(@Nullable Handler<Throwable> handler) {
      this.exceptionHandler = handler;
      return this;
    }

    @Override
    public ReadStream<Resp> pause() {
      demand = 0;
      return this;
    }

    @Override
    public ReadStream<Resp> resume() {
      return fetch(Long.MAX_VALUE);
    }

    @Override
    public ReadStream<Resp> fetch(long amount) {
      long sum = demand + amount;
      demand = sum < 0 ? Long.MAX_VALUE : sum;
      deliver();
      return this;
    }
  }
}
