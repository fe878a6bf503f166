package dev.sluice.call;

import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextBuilder;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.WorkerExecutorInternal;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import org.jspecify.annotations.Nullable;

/**
 * Threads off the event loop that services run on.
 *
 * @param workers the workers, or null for virtual threads; not their pool, which is closed once
 *     nobody refers to them any more
 * @param tasks what is under way there
 * @param interrupt whether a thread is interrupted when its call has ended
 */
record CallThreads(@Nullable WorkerExecutorInternal workers, OpenTasks tasks, boolean interrupt) {

  /**
   * A context for one call: what runs on it does so in order, one after the other. It has all that
   * is kept on the call's own context, such as the principal, the deadline and the trace.
   */
  ContextInternal context(ContextInternal of) {
    ContextBuilder builder = of.toBuilder();
    ContextInternal context =
        workers == null
            ? builder.withThreadingModel(ThreadingModel.VIRTUAL_THREAD).build()
            : builder
                .withThreadingModel(ThreadingModel.WORKER)
                .withWorkerPool(workers.pool())
                .build();
    ContextInternal call = context.duplicate();
    of.owner().contextLocals().forEach(local -> copy(local, of, call));
    return call;
  }

  private static <T> void copy(ContextLocal<T> local, ContextInternal from, ContextInternal to) {
    T value = from.getLocal(local, AccessMode.CONCURRENT);
    if (value != null) {
      to.putLocal(local, AccessMode.CONCURRENT, value);
    }
  }
}
