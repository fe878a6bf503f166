package dev.sluice.call;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.concurrent.TimeUnit;

/**
 * Ends the calls whose one message comes too slowly, as of a client that wants to keep many calls
 * open with few bytes.
 *
 * <p>Streams of messages are not looked at: they may be as slow as their clients have something to
 * say. The time in which a call takes no input is not the client's. Belongs to one event loop,
 * which calls {@link #sweep} now and then.
 */
public final class SlowInputs {

  /** How long a call is left alone, whatever its pace. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final OpenCalls open;
  private final int minBytesPerSecond;
  private final long graceNanos;

  /**
   * Makes the watch.
   *
   * @param open the calls that are looked at
   * @param minBytesPerSecond how fast a message has to come, on average; zero for any pace
   */
  public SlowInputs(OpenCalls open, int minBytesPerSecond) {
    this(open, minBytesPerSecond, GRACE_NANOS);
  }

  SlowInputs(OpenCalls open, int minBytesPerSecond, long graceNanos) {
    this.open = open;
    this.minBytesPerSecond = minBytesPerSecond;
    this.graceNanos = graceNanos;
  }

  /** Ends those that are too slow. */
  public void sweep() {
    if (minBytesPerSecond == 0) {
      return;
    }
    long now = System.nanoTime();
    for (ServerCall<?, ?> call : open.all()) {
      long nanos = now - call.input().askedNanos();
      double expected = (double) nanos * minBytesPerSecond / TimeUnit.SECONDS.toNanos(1);
      if (nanos >= graceNanos
          && call.input().waitsForMessage()
          && call.input().heldBytes() < expected) {
        call.inputFailed(
            new StatusException(
                GrpcStatus.DEADLINE_EXCEEDED,
                "the request comes too slowly (expected: at least "
                    + minBytesPerSecond
                    + " bytes per second)"));
      }
    }
  }
}
