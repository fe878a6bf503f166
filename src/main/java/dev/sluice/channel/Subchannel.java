package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address of a channel: its connection, and whether it may be used.
 *
 * <p>An address has one connection, made when there are calls. When it fails, the address is out:
 * for a pause that becomes longer each time, at whose end is one probe, which is a connection, if
 * there is none, and a question about health. An address that is back has one call at a time until
 * one has gone well. Everything happens on the channel's context.
 */
final class Subchannel {

  private static final Logger LOG = LoggerFactory.getLogger(Subchannel.class);
  private static final Duration YOUNG = Duration.ofSeconds(1);
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(5);

  /** What an address is good for. */
  enum State {
    /** A connection has still to be made. */
    IDLE,
    /** It is being made, or probed. */
    CONNECTING,
    /** It takes calls. */
    READY,
    /** It is out of use for a while. */
    OUT,
    /** It is no longer an address of the channel. */
    CLOSED
  }

  /** Is told of an address' states. */
  interface Listener {

    /** The state may be another. */
    void changed();

    /** It has failed. */
    void failed();
  }

  private final Connector connector;
  private final EjectionOptions options;
  private final Timers timers;
  private final Listener listener;
  private Endpoint endpoint;
  private State state = State.IDLE;
  private @Nullable Use use;
  private Runnable pause = Timers.NONE;
  private int open;
  private int failures;
  private int rounds;
  private boolean onTrial;
  private Throwable lastFailure = unavailable("not connected");

  /** A weight that the balancer keeps here. */
  private long share;

  Subchannel(
      Endpoint endpoint,
      Connector connector,
      EjectionOptions options,
      Timers timers,
      Listener listener) {
    this.endpoint = endpoint;
    this.connector = connector;
    this.options = options;
    this.timers = timers;
    this.listener = listener;
  }

  /** A connection, and the calls that are open on it. */
  final class Use implements Link.Listener {

    private final Link link;
    private final long since = timers.nanos();
    private int calls;
    private boolean proven;
    private boolean suspect;
    private boolean leaving;

    Use(Link link) {
      this.link = link;
    }

    Link link() {
      return link;
    }

    Endpoint.Key address() {
      return endpoint.key();
    }

    /** A call has got an answer that speaks for the server. */
    void succeeded() {
      proven = true;
      suspect = false;
      Subchannel.this.succeeded();
    }

    /** A call was UNAVAILABLE. */
    void failed(Throwable cause) {
      suspect = true;
      if (use == this) {
        callFailed(cause);
      }
    }

    /** A call has ended. */
    void released() {
      calls--;
      open--;
      if (leaving && calls == 0) {
        link.close();
      }
      listener.changed();
    }

    @Override
    public void leaving() {
      part();
      if (use == this) {
        use = null;
        lost(isYoung(), "the server takes no calls");
      }
    }

    @Override
    public void closed() {
      leaving = true;
      if (use == this) {
        use = null;
        lost(calls > 0 || suspect || isYoung(), "connection closed");
      }
    }

    /** Takes no more calls, and closes the connection after the last of those that are open. */
    private void part() {
      leaving = true;
      if (calls == 0) {
        link.close();
      }
    }

    private boolean isYoung() {
      return !proven && timers.nanos() - since < YOUNG.toNanos();
    }
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Takes over another priority and weight. */
  void update(Endpoint changed) {
    endpoint = changed;
  }

  State state() {
    return state;
  }

  /** Why it was out of use last. */
  Throwable lastFailure() {
    return lastFailure;
  }

  int open() {
    return open;
  }

  long share() {
    return share;
  }

  void share(long value) {
    share = value;
  }

  /** Whether it takes a call now. */
  boolean isFree() {
    Use current = use;
    return state == State.READY
        && current != null
        && current.calls < (onTrial ? 1 : current.link.maxCalls());
  }

  /** Begins a call; only if {@link #isFree}. */
  Use begin() {
    Use current = use;
    if (current == null) {
      throw new IllegalStateException("not connected");
    }
    current.calls++;
    open++;
    return current;
  }

  /** Makes the connection, if there is none and nothing speaks against it. */
  void connect() {
    if (state == State.IDLE) {
      state = State.CONNECTING;
      opened().onComplete((opened, failure) -> settle(opened, failure, false));
    }
  }

  private void probe() {
    if (state != State.OUT) {
      return;
    }
    state = State.CONNECTING;
    listener.changed();
    Use current = use;
    Future<Use> opened = current == null ? opened() : Future.succeededFuture(current);
    opened
        .compose(options.healthCheck() ? this::checked : Future::succeededFuture)
        .onComplete((checked, failure) -> settle(checked, failure, true));
  }

  private Future<Use> opened() {
    return connector
        .connect(endpoint.key())
        .map(
            link -> {
              Use made = new Use(link);
              link.listen(made);
              if (state == State.CONNECTING) {
                use = made;
              } else {
                made.part();
              }
              return made;
            });
  }

  private Future<Use> checked(Use opened) {
    return opened
        .link
        .check(options.healthService(), HEALTH_TIMEOUT)
        .onFailure(e -> abandon(opened))
        .map(opened);
  }

  /** Leaves a connection to the calls that are open on it: the next probe makes another one. */
  private void abandon(Use opened) {
    opened.part();
    if (use == opened) {
      use = null;
    }
  }

  private void settle(@Nullable Use opened, @Nullable Throwable failure, boolean probed) {
    if (state != State.CONNECTING) {
      return;
    }
    if (failure != null) {
      out(failure);
      return;
    }
    if (opened == null || use != opened) {
      out(unavailable("connection closed"));
      return;
    }
    state = State.READY;
    onTrial = probed;
    failures = 0;
    if (probed) {
      LOG.info("{} is back", endpoint);
    }
    listener.changed();
  }

  private void succeeded() {
    failures = 0;
    rounds = 0;
    if (onTrial) {
      onTrial = false;
      listener.changed();
    }
  }

  private void callFailed(Throwable cause) {
    failures++;
    if (state == State.READY && (onTrial || failures >= options.failures())) {
      out(cause);
    } else if (state == State.READY) {
      listener.failed();
    }
  }

  private void lost(boolean failed, String how) {
    if (state == State.READY && failed) {
      out(unavailable(how));
    } else if (state == State.READY) {
      state = State.IDLE;
      listener.changed();
    }
  }

  private static StatusException unavailable(String how) {
    return new StatusException(GrpcStatus.UNAVAILABLE, how);
  }

  private void out(Throwable cause) {
    state = State.OUT;
    onTrial = false;
    lastFailure = cause;
    Duration length = options.backoff().pause(rounds++, timers.random());
    LOG.info("{} is out for {} ms: {}", endpoint, length.toMillis(), cause.toString());
    pause = timers.after(length, this::probe);
    listener.failed();
    listener.changed();
  }

  /** Ends it: no calls begin, those that are open go on, then its connection is closed. */
  void remove() {
    state = State.CLOSED;
    pause.run();
    Use current = use;
    use = null;
    if (current != null) {
      current.part();
    }
  }
}
