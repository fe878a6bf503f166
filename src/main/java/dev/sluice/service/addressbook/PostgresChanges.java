package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.service.addressbook.PersonStore.Watch;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens for changes of people on a connection of its own, while someone watches.
 *
 * <p>Everything happens on one context. When the connection is lost, so are the changes until the
 * next one listens: those who watch are told that it is over.
 */
final class PostgresChanges {

  private static final long CHECK_MILLIS = 5_000;

  private final ContextInternal context;
  private final PgConnectOptions server;
  private final PostgresOptions options;
  private final PostgresFailures failures;
  private @Nullable Listener listener;

  /** A connection that listens. */
  private final class Listener {

    private final Future<PgConnection> connection;
    private final PostgresNotification notification = new PostgresNotification();
    private final Watchers watchers = new Watchers();
    private int beginning;
    private long check;
    private boolean lost;

    Listener() {
      connection = PgConnection.connect(context.owner(), server);
      connection.onComplete(this::connected, this::lose);
    }

    private void connected(PgConnection connected) {
      if (lost) {
        return;
      }
      connected.notificationHandler(event -> told(event.getPayload()));
      connected.exceptionHandler(this::lose);
      connected.closeHandler(none -> lose(new IllegalStateException("connection closed")));
      check = context.setPeriodic(CHECK_MILLIS, id -> query("SELECT 1").onFailure(this::lose));
    }

    private void told(String payload) {
      if (lost) {
        return;
      }
      try {
        PersonChange change = notification.add(payload);
        if (change != null) {
          watchers.tell(List.of(change));
        }
      } catch (RuntimeException e) {
        lose(e);
      }
    }

    /** What was committed before is told by the time that the server has answered. */
    Future<Void> query(String text) {
      return connection
          .compose(connected -> connected.query(text).execute())
          .timeout(options.limits().query().toMillis(), TimeUnit.MILLISECONDS)
          .mapEmpty();
    }

    void lose(Throwable cause) {
      if (lost) {
        return;
      }
      release();
      watchers.end(failures.unavailable("can tell of no more changes", cause));
    }

    void release() {
      lost = true;
      if (listener == this) {
        listener = null;
      }
      context.owner().cancelTimer(check);
      connection.onSuccess(connected -> connected.close().onFailure(failure -> {}));
    }

    void releaseUnlessWatched() {
      if (beginning == 0 && watchers.isEmpty() && !lost) {
        release();
      }
    }
  }

  /**
   * Is ready to listen; nothing is connected yet.
   *
   * @param context where changes are told
   * @param server how to connect
   */
  PostgresChanges(
      ContextInternal context,
      PgConnectOptions server,
      PostgresOptions options,
      PostgresFailures failures) {
    this.context = context;
    this.server = server;
    this.options = options;
    this.failures = failures;
  }

  /**
   * See {@link PersonStore#watch}.
   *
   * @param owner who ends the watch with {@link #end}
   */
  Future<Watch> watch(Object owner, Handler<PersonChange> changes, Handler<Throwable> end) {
    PromiseInternal<Watch> promise = context.owner().getOrCreateContext().promise();
    context.execute(
        () ->
            listen()
                .map(current -> current.watchers.add(owner, changes, end))
                .<Watch>map(
                    watch ->
                        () -> {
                          watch.close();
                          context.execute(this::left);
                        })
                .onComplete(promise));
    return failures.told(promise.future());
  }

  private Future<Listener> listen() {
    Listener current = listener == null ? new Listener() : listener;
    if (!current.lost) {
      listener = current;
    }
    current.beginning++;
    return current
        .query("LISTEN \"" + options.schema() + ".person\"")
        .transform(
            (none, failure) -> {
              current.beginning--;
              if (failure == null && !current.lost) {
                return Future.succeededFuture(current);
              }
              current.releaseUnlessWatched();
              return Future.failedFuture(
                  failure == null ? new IllegalStateException("connection closed") : failure);
            });
  }

  private void left() {
    if (listener != null) {
      listener.releaseUnlessWatched();
    }
  }

  /** Ends the watches of an owner. */
  void end(Object owner, Throwable why) {
    context.execute(
        () -> {
          if (listener != null) {
            listener.watchers.end(owner, why);
            listener.releaseUnlessWatched();
          }
        });
  }

  /** Lets go of the connection, which nobody watches any more. */
  void close() {
    context.execute(
        () -> {
          if (listener != null) {
            listener.release();
          }
        });
  }
}
