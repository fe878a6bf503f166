package dev.sluice.service.addressbook;

import io.vertx.core.Promise;
import java.util.function.Function;

/**
 * A change that waits to be made.
 *
 * @param work makes it in a draft, and says what came of it
 * @param bytes about how much memory it takes
 * @param adding whether it does nothing but add people
 * @param promise told what came of it when that is durable
 * @param <T> what came of it
 */
record Change<T>(Function<Draft, T> work, long bytes, boolean adding, Promise<T> promise) {

  /** Makes the change in a draft; what it returns tells the outcome. */
  Runnable makeIn(Draft draft) {
    try {
      T result = work.apply(draft);
      return () -> promise.complete(result);
    } catch (RuntimeException e) {
      return () -> promise.fail(e);
    }
  }
}
