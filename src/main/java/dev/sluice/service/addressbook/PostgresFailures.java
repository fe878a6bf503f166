package dev.sluice.service.addressbook;

import io.vertx.core.Future;
import io.vertx.grpc.server.StatusException;
import io.vertx.pgclient.PgException;
import java.io.Serial;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers what became of their calls when the database did not do as it was told. What the
 * database said is for the log, once until it answers again.
 */
final class PostgresFailures {

  /** What the pool says when too many wait; its type is one of HTTP, which services do not see. */
  private static final String QUEUE_FULL = "Connection pool reached max wait queue size";

  /** What {@code create_people} raises when the greatest id is taken. */
  private static final String NO_ID = "SL001";

  /** What {@code create_people} raises when an id is taken, which is then the message. */
  private static final String TAKEN = "SL002";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresFailures.class);

  private final PostgresOptions options;
  private final AtomicBoolean failing = new AtomicBoolean();

  /** Carries what the caller's function threw past what the database says. */
  static final class CallerException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final RuntimeException fault;

    CallerException(RuntimeException fault) {
      super(fault);
      this.fault = fault;
    }
  }

  PostgresFailures(PostgresOptions options) {
    this.options = options;
  }

  /** The future, its failure with a status. */
  <T> Future<T> told(Future<T> future) {
    return future.transform(
        (result, failure) -> {
          if (failure != null) {
            return Future.failedFuture(status(failure));
          }
          if (failing.get() && failing.compareAndSet(true, false)) {
            LOG.info("the database {} answers again", options.server());
          }
          return Future.succeededFuture(result);
        });
  }

  /** The failure of a call that the database did not carry out, or whose outcome is not known. */
  Throwable status(Throwable failure) {
    if (failure instanceof PgException refusal) {
      return status(refusal);
    }
    if (failure instanceof CallerException ofCaller) {
      return ofCaller.fault;
    }
    if (failure instanceof StatusException) {
      return failure;
    }
    if (String.valueOf(failure.getMessage()).startsWith(QUEUE_FULL)) {
      return unavailable("has too many calls to wait for", failure);
    }
    if (failure instanceof TimeoutException || "Timeout".equals(failure.getMessage())) {
      return unavailable("did not answer in time", failure);
    }
    return unavailable("cannot be reached", failure);
  }

  /** A status with UNAVAILABLE; the cause is logged if it is the first for some time. */
  StatusException unavailable(String what, Throwable cause) {
    log(what, cause);
    return StoreFaults.unavailable("the database " + what);
  }

  private Throwable status(PgException refusal) {
    String state = refusal.getSqlState();
    if (state.equals(NO_ID)) {
      return StoreFaults.exhausted(
          "there is no id after "
              + refusal.getErrorMessage()
              + " for another person (expected: one with an id)");
    }
    if (state.equals(TAKEN)) {
      return StoreFaults.alreadyExists(Integer.parseInt(refusal.getErrorMessage()));
    }
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "22", "3F", "42" -> precondition(refusal);
      case "53" ->
          state.equals("53100")
              ? unavailable("has no room for more", refusal)
              : unavailable("has no room for the call at the moment", refusal);
      case "57" ->
          state.equals("57014")
              ? unavailable("did not answer in time", refusal)
              : unavailable("is shutting down or starting", refusal);
      default -> unavailable("did not carry out the call (SQLSTATE " + state + ")", refusal);
    };
  }

  private StatusException precondition(PgException refusal) {
    String what = "has another schema " + options.schema() + " than was made";
    log(what, refusal);
    return StoreFaults.precondition("the database " + what);
  }

  private void log(String what, Throwable cause) {
    if (failing.compareAndSet(false, true)) {
      LOG.warn("the database {} {}: {}", options.server(), what, cause.toString());
    }
  }
}
