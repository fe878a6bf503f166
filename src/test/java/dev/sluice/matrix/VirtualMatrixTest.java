package dev.sluice.matrix;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The same with the service on virtual threads. */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads need Java 21 or newer")
class VirtualMatrixTest extends WorkerMatrixTest {

  @Override
  String threads() {
    return "virtual";
  }

  @Override
  boolean isRight(Thread thread) {
    return thread.getName().startsWith("vert.x-virtual-thread-");
  }
}
