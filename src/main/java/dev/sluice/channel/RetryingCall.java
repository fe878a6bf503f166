package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Timer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcLocal;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a channel, in one attempt or several.
 *
 * <p>An attempt is given a connection, and all request messages that there are. When it fails
 * before anything of a response has come, another may follow: at once on another address if no
 * server can have begun the call, after a pause if the policy permits. All attempts share one
 * deadline. A call ends once; then it holds no connection, timer or message. Belongs to its
 * context.
 */
final class RetryingCall<Q, A> implements Attempt.Listener<Q, A> {

  private static final int UNPROCESSED_ATTEMPTS = 3;
  private static final String PUSHBACK = "grpc-retry-pushback-ms";

  private final Channel channel;
  private final ContextInternal context;
  private final RetryOptions policy;
  private final ServiceMethod<A, Q> method;
  private final CallHead head;
  private final Outbox outbox;
  private final PromiseInternal<GrpcClientResponse<Q, A>> response;
  private final Set<Endpoint.Key> avoided = new HashSet<>();
  private int attempts;
  private int unprocessed;
  private long deadlineNanos;
  private @Nullable Duration time;
  private @Nullable Attempt<Q, A> current;
  private @Nullable Ticket ticket;
  private @Nullable String authorization;
  private @Nullable Timer deadline;
  private @Nullable Timer pause;
  private @Nullable ChannelResponse<Q, A> delivered;
  private boolean done;
  private volatile boolean full;
  private Handler<Throwable> exceptionHandler = e -> {};
  private Handler<Void> drainHandler = v -> {};

  RetryingCall(
      Channel channel,
      ContextInternal context,
      ServiceMethod<A, Q> method,
      CallHead head,
      PromiseInternal<GrpcClientResponse<Q, A>> response) {
    this.channel = channel;
    this.context = context;
    this.policy = channel.options().retry();
    this.method = method;
    this.head = head;
    this.outbox = new Outbox(policy.buffer(), channel.kept());
    this.response = response;
  }

  void exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
  }

  void drainHandler(Handler<Void> handler) {
    drainHandler = handler;
  }

  boolean isDone() {
    return done;
  }

  boolean isFull() {
    full = !done && outbox.isFull();
    return full;
  }

  /** The request of the attempt that is being made, or null. */
  @Nullable GrpcClientRequest<Q, A> request() {
    Attempt<Q, A> attempt = current;
    return attempt == null ? null : attempt.request();
  }

  @Nullable Timer deadline() {
    return deadline;
  }

  /** Begins; messages may be put before and after. */
  void start() {
    channel.callBegan(this);
    Duration own = head.timeout();
    GrpcLocal surrounding = GrpcLocal.of(context);
    if (surrounding != null) {
      Duration left =
          Duration.ofMillis(surrounding.deadline().toEpochMilli() - System.currentTimeMillis());
      own = own == null || left.compareTo(own) < 0 ? left : own;
    }
    time = own;
    if (own != null) {
      if (own.isNegative() || own.isZero()) {
        fail(tooLate());
        return;
      }
      deadlineNanos = System.nanoTime() + own.toNanos();
      Timer timer = context.timer(Math.max(1, own.toMillis()), TimeUnit.MILLISECONDS);
      deadline = timer;
      timer.onSuccess(v -> fail(tooLate()));
    }
    next();
  }

  /** Takes a message, or null for none, and perhaps the end. */
  Future<Void> put(@Nullable GrpcMessage message, boolean end) {
    if (done) {
      return context.failedFuture(new StatusException(GrpcStatus.CANCELLED, "the call has ended"));
    }
    if (outbox.isEnded()) {
      return context.failedFuture(new IllegalStateException("The request has been ended"));
    }
    return outbox.put(message, end);
  }

  /** A call's place among those that want a connection. */
  private final class Ticket implements Balancer.Waiting {

    private final Set<Endpoint.Key> without = Set.copyOf(avoided);
    private final boolean bare = !head.headers().contains(HttpHeaders.AUTHORIZATION);
    private @Nullable String shown;

    @Override
    public boolean wantsAuthorization() {
      return bare;
    }

    @Override
    public void authorization(@Nullable String value) {
      shown = value;
    }

    @Override
    public Set<Endpoint.Key> avoided() {
      return without;
    }

    @Override
    public void use(Subchannel.Use use) {
      Attempt<Q, A> attempt = new Attempt<>(context, channel.owner(), use, RetryingCall.this);
      context.emit(
          v -> {
            if (ticket == this) {
              ticket = null;
              authorization = shown;
              current = attempt;
              attempts++;
              attempt.start(method);
            } else {
              attempt.release();
            }
          });
    }

    @Override
    public void fail(StatusException e) {
      context.emit(
          v -> {
            if (ticket == this) {
              ticket = null;
              RetryingCall.this.fail(e);
            }
          });
    }
  }

  private void next() {
    Ticket mine = new Ticket();
    ticket = mine;
    channel.owner().emit(v -> channel.gate().take(mine));
  }

  @Override
  public void ready(GrpcClientRequest<Q, A> request) {
    Duration left = time == null ? null : remaining();
    head.apply(request, attempts - 1, left, authorization);
    request.drainHandler(v -> context.emit(w -> drained()));
    request.exceptionHandler(e -> {});
    outbox.attach(request);
    drained();
  }

  private void drained() {
    if (full && !done && !outbox.isFull()) {
      full = false;
      drainHandler.handle(null);
    }
  }

  @Override
  public void answered(GrpcClientResponse<Q, A> answer) {
    Attempt<Q, A> attempt = running();
    GrpcStatus status = answer.status();
    if (status != null && status != GrpcStatus.OK) {
      StatusException failure = new StatusException(status, ChannelResponse.message(answer));
      if (status == GrpcStatus.UNAVAILABLE) {
        attempt.unavailable(failure);
      } else {
        attempt.succeeded();
      }
      Duration wait = pauseBefore(status, answer.headers().get(PUSHBACK));
      if (wait != null) {
        leave(attempt, answer);
        again(attempt, wait);
        return;
      }
    } else {
      attempt.succeeded();
      channel.budget().succeeded();
    }
    outbox.drop();
    ChannelResponse<Q, A> made =
        new ChannelResponse<>(
            context,
            this,
            answer,
            new MessageReader<>(method.decoder(), channel.options().connection().maxMessageBytes()),
            attempt.httpStatus());
    delivered = made;
    response.tryComplete(made);
    made.flow();
  }

  /** Has an answer end, of which nothing is wanted but its status. */
  private void leave(Attempt<Q, A> attempt, GrpcClientResponse<Q, A> answer) {
    if (outbox.isSent()) {
      answer.resume();
    } else {
      attempt.reset();
    }
  }

  @Override
  public void failed(Throwable failure) {
    Attempt<Q, A> attempt = running();
    StatusException e = Failures.status(attempt.address(), failure);
    if (Failures.isUnprocessed(failure) && outbox.isComplete()) {
      if (++unprocessed <= UNPROCESSED_ATTEMPTS) {
        attempts--;
        again(attempt, Duration.ZERO);
        return;
      }
    } else if (e.status() == GrpcStatus.UNAVAILABLE) {
      attempt.unavailable(failure);
    }
    Duration wait = pauseBefore(e.status(), null);
    if (wait != null) {
      again(attempt, wait);
    } else {
      fail(e);
    }
  }

  @Override
  public void broken(StatusException failure) {
    fail(failure);
  }

  private Attempt<Q, A> running() {
    Attempt<Q, A> attempt = current;
    if (attempt == null) {
      throw new IllegalStateException("no attempt");
    }
    return attempt;
  }

  /** How long to wait before the next attempt; null if there is to be none. */
  private @Nullable Duration pauseBefore(GrpcStatus status, @Nullable String pushback) {
    if (!outbox.isComplete()
        || !policy.statusCodes().contains(status)
        || !policy.covers(head.service().fullyQualifiedName(), head.method())) {
      return null;
    }
    boolean affordable = channel.budget().failed();
    Duration wait =
        pushback == null
            ? policy.backoff().pause(attempts - 1, channel.random())
            : pushback.matches("[0-9]{1,9}") ? Duration.ofMillis(Long.parseLong(pushback)) : null;
    boolean inTime = wait != null && (time == null || wait.compareTo(remaining()) < 0);
    return affordable && inTime && attempts < policy.maxAttempts() ? wait : null;
  }

  private void again(Attempt<Q, A> attempt, Duration wait) {
    avoided.add(attempt.address());
    outbox.detach();
    attempt.release();
    current = null;
    if (wait.isZero()) {
      next();
      return;
    }
    Timer timer = context.timer(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
    pause = timer;
    timer.onSuccess(
        v -> {
          pause = null;
          if (!done) {
            next();
          }
        });
  }

  private Duration remaining() {
    return Duration.ofNanos(deadlineNanos - System.nanoTime());
  }

  private StatusException tooLate() {
    long millis = time == null ? 0 : Math.max(0, time.toMillis());
    String seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    return new StatusException(GrpcStatus.DEADLINE_EXCEEDED, "no answer within " + seconds + " s");
  }

  /** Ends the call, unless it has ended: whoever made it is told, and the server too. */
  void fail(StatusException e) {
    if (done) {
      return;
    }
    boolean late = e.status() == GrpcStatus.CANCELLED && time != null && remaining().isNegative();
    StatusException told = late ? tooLate() : e;
    Attempt<Q, A> attempt = current;
    finish();
    if (attempt != null) {
      attempt.cancel();
    }
    ChannelResponse<Q, A> given = delivered;
    if (given != null) {
      given.fail(told);
    } else {
      response.tryFail(told);
    }
    exceptionHandler.handle(told);
  }

  /** Ends the call from any thread. */
  void close(StatusException e) {
    context.emit(v -> fail(e));
  }

  /** The failure of a response whose end has come, with a status that is not OK. */
  void ended(@Nullable StatusException e) {
    if (done) {
      return;
    }
    Attempt<Q, A> attempt = current;
    if (attempt != null && e != null && e.status() == GrpcStatus.UNAVAILABLE) {
      attempt.unavailable(e);
    }
    finish();
    if (attempt != null && !outbox.isSent()) {
      attempt.reset();
    }
  }

  private void finish() {
    done = true;
    channel.callEnded(this);
    cancel(deadline);
    cancel(pause);
    outbox.drop();
    outbox.detach();
    Ticket waiting = ticket;
    ticket = null;
    if (waiting != null) {
      channel.owner().emit(v -> channel.gate().forget(waiting));
    }
    Attempt<Q, A> attempt = current;
    if (attempt != null) {
      attempt.release();
    }
  }

  private static void cancel(@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
