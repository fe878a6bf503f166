package dev.sluice.call;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one event loop that have not ended yet. Each call knows its place in here, so that
 * to come and to go costs next to nothing.
 */
public final class OpenCalls {

  private @Nullable ServerCall<?, ?>[] calls = new ServerCall<?, ?>[64];
  private int size;

  /** Makes a set without calls. */
  public OpenCalls() {}

  void add(ServerCall<?, ?> call) {
    if (size == calls.length) {
      calls = Arrays.copyOf(calls, 2 * size);
    }
    call.place = size;
    calls[size++] = call;
  }

  /** Takes a call out, if it is here. */
  void remove(ServerCall<?, ?> call) {
    int place = call.place;
    if (place < 0) {
      return;
    }
    ServerCall<?, ?> last = Objects.requireNonNull(calls[--size], "filled up to size");
    calls[place] = last;
    last.place = place;
    calls[size] = null;
    call.place = -1;
  }

  /** How many calls are open. */
  public int size() {
    return size;
  }

  /** The calls that are open now, whatever becomes of them afterwards. */
  List<ServerCall<?, ?>> all() {
    return List.of(Arrays.copyOf(calls, size));
  }

  /**
   * Ends all calls.
   *
   * @return how many there were
   */
  public int end(CallStatus status) {
    List<ServerCall<?, ?>> open = all();
    open.forEach(call -> call.inputFailed(status.asException()));
    return open.size();
  }
}
