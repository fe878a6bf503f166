package dev.sluice.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/** How much more memory is in use than at a certain time, garbage not counted. */
final class Memory {

  /** What a call may hold, whatever it carries: its queues and buffers. */
  private static final long BOUND = 8 << 20;

  private final long heap = heap();
  private final long direct = direct();

  private Memory() {}

  /** Takes the memory that is in use now for a baseline. */
  static Memory now() {
    return new Memory();
  }

  /** Expects that next to nothing has been added to the heap, nor to the buffers beside it. */
  void hasNotGrown() {
    assertThat(heap() - heap).as("growth of the heap, in bytes").isLessThan(BOUND);
    assertThat(direct() - direct).as("growth of direct buffers, in bytes").isLessThan(BOUND);
  }

  private static long heap() {
    // What the first collection finalises, the second one frees.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long direct() {
    return PlatformDependent.usedDirectMemory();
  }
}
