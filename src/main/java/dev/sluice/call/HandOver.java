package dev.sluice.call;

import com.google.protobuf.MessageLite;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries a call between its event loop and the threads that its service runs on.
 *
 * <p>There are two {@link ServerCall}s. The door's one stays on the event loop, with the transport,
 * the deadline and all that interceptors have asked for. The service is given another one, whose
 * context is one of the other threads and whose transport is this class: each of them is used on
 * its own context only, and the rules of a call hold on both sides. In between are a queue of
 * request messages, which makes the event loop take no more of them when it is full, and in the
 * other direction {@link PostedWrites}.
 *
 * <p>A call whose method takes one message changes threads when it has come, any other at once. One
 * that ends while it waits for a thread does not begin.
 */
final class HandOver<Req, Resp> implements CallTransport<Req, Resp> {

  private static final int MAX_MESSAGES = 16;
  private static final int MAX_BYTES = 64 << 10;

  private final ServerCall<Req, Resp> call;
  private final ServerCall<Req, Resp> served;
  private final ContextInternal context;
  private final CallThreads threads;
  private final Handler<ServerCall<Req, Resp>> service;

  private final Object lock = new Object();
  private final Queue<Req> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean full;
  private boolean ended;
  private boolean signalled;
  private @Nullable Thread working;

  private volatile boolean begun;
  private volatile boolean answered;

  HandOver(
      ServerCall<Req, Resp> call, CallThreads threads, Handler<ServerCall<Req, Resp>> service) {
    this.call = call;
    this.threads = threads;
    this.service = service;
    this.context = threads.context(call.context());
    this.served = new ServerCall<>(context, call, this);
  }

  /** Takes the call over, on its event loop. */
  void begin() {
    call.onClose(this::closed);
    call.handler(this::received);
    call.endHandler(v -> receivedAll());
    if (call.method().requestStreaming()) {
      launch();
    }
  }

  private void launch() {
    if (threads.tasks().admit()) {
      run(this::serve);
    } else {
      call.response().fail(Overload.refuse(call, threads.tasks().tooMany()));
    }
  }

  private void serve() {
    // In this order: the call may end right now.
    begun = true;
    if (served.status() == null) {
      served.passOn(service);
    }
  }

  private void received(Req message) {
    boolean pause;
    boolean signal;
    synchronized (lock) {
      queue.add(message);
      queuedBytes += ((MessageLite) message).getSerializedSize();
      pause = !full && (queue.size() >= MAX_MESSAGES || queuedBytes >= MAX_BYTES);
      full |= pause;
      signal = signal();
    }
    if (call.method().requestStreaming()) {
      if (pause) {
        call.pause();
      }
      if (signal) {
        add(this::inputReady);
      }
    }
  }

  private void receivedAll() {
    boolean signal;
    synchronized (lock) {
      ended = true;
      signal = signal();
    }
    if (!call.method().requestStreaming()) {
      launch();
    } else if (signal) {
      add(this::inputReady);
    }
  }

  private boolean signal() {
    boolean first = !signalled;
    signalled = true;
    return first;
  }

  private void inputReady() {
    synchronized (lock) {
      signalled = false;
    }
    served.inputReady();
  }

  /** What the event loop does when the call has ended, if not by the service. */
  private void closed(CallStatus status) {
    if (answered) {
      return;
    }
    synchronized (lock) {
      queue.clear();
      if (working != null) {
        working.interrupt();
      }
    }
    if (begun) {
      add(() -> served.endedElsewhere(status));
    }
  }

  private void add(Runnable task) {
    threads.tasks().add();
    run(task);
  }

  private void run(Runnable task) {
    try {
      context.runOnContext(v -> work(task));
    } catch (RejectedExecutionException e) {
      threads.tasks().done();
      call.response().fail(new StatusException(GrpcStatus.UNAVAILABLE, "the server is stopping"));
    }
  }

  private void work(Runnable task) {
    try {
      if (threads.interrupt()) {
        workInterruptibly(task);
      } else {
        task.run();
      }
    } finally {
      threads.tasks().done();
    }
  }

  /**
   * Works on a thread that is interrupted when the call ends. There is one at a time: workers take
   * the tasks of a context one after the other, and cannot leave one unfinished to await a future,
   * as virtual threads can, which are not interrupted.
   */
  private void workInterruptibly(Runnable task) {
    synchronized (lock) {
      working = Thread.currentThread();
    }
    try {
      task.run();
    } finally {
      synchronized (lock) {
        working = null;
        // The thread's next task is another call's.
        Thread.interrupted();
      }
    }
  }

  /** Whether a failure is that of a thread that was interrupted. */
  static boolean isInterruption(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InterruptedException
          || e instanceof InterruptedIOException
          || e instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String door() {
    return call.door();
  }

  @Override
  public @Nullable HttpRoute route() {
    return call.route();
  }

  @Override
  public @Nullable HttpConnection connection() {
    return call.connection();
  }

  @Override
  public @Nullable Req poll() {
    Req message;
    boolean resume = false;
    synchronized (lock) {
      message = queue.poll();
      if (message != null) {
        queuedBytes -= ((MessageLite) message).getSerializedSize();
        resume = full && queue.size() <= MAX_MESSAGES / 2 && queuedBytes <= MAX_BYTES / 2;
        full &= !resume;
      }
    }
    if (resume && call.method().requestStreaming()) {
      call.resume();
    }
    return message;
  }

  @Override
  public boolean inputEnded() {
    synchronized (lock) {
      return ended && queue.isEmpty();
    }
  }

  /** Does nothing: the queue fills up, and the event loop feels it. */
  @Override
  public void readInput(boolean wanted) {}

  @Override
  public Future<Void> writeHead(MultiMap headers) {
    ServerCallResponse<Req, Resp> response = call.response();
    return here(
        response.onContext(
            () -> {
              putAll(headers, response.headers());
              return response.writeHead();
            }));
  }

  @Override
  public Future<Void> write(@Nullable MultiMap headers, Resp message) {
    ServerCallResponse<Req, Resp> response = call.response();
    return here(
        response
            .posted()
            .add(
                () -> {
                  putAll(headers, response.headers());
                  return response.write(message);
                }));
  }

  @Override
  public Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Resp last,
      CallStatus status,
      @Nullable MultiMap trailers) {
    answered = true;
    ServerCallResponse<Req, Resp> response = call.response();
    return here(
        response.onContext(
            () -> {
              putAll(headers, response.headers());
              if (trailers != null) {
                putAll(trailers, response.trailers());
              }
              return response.finish(last, status);
            }));
  }

  private static void putAll(@Nullable MultiMap from, MultiMap to) {
    if (from != null) {
      from.names().forEach(name -> to.set(name, from.getAll(name)));
    }
  }

  /** What listens to the future is called on the service's threads. */
  private Future<Void> here(Future<Void> future) {
    PromiseInternal<Void> promise = context.promise();
    future.onComplete(promise);
    return promise.future();
  }

  @Override
  public boolean writeQueueFull() {
    return call.response().writeQueueFull();
  }

  @Override
  public void drainHandler(@Nullable Handler<Void> handler) {
    call.response().drainHandler(handler == null ? null : v -> add(() -> handler.handle(null)));
  }

  @Override
  public void abort() {
    answered = true;
    call.response().cancel();
  }
}
