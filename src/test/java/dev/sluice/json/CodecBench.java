package dev.sluice.json;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TypeRegistry;
import dev.sluice.test.v1.Order;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Measures the CPU time that an order takes to be read and written as JSON, and as protobuf, for
 * {@code scripts/bench --codec}: microseconds, of many rounds.
 *
 * <p>Usage: {@code CodecBench FILE}, where the file has the order as JSON.
 */
public final class CodecBench {

  private static final int ROUNDS = 100;
  private static final int TIMES = 400;

  /** Keeps what is made, so that it has to be made. */
  private static volatile Object kept = "";

  private CodecBench() {}

  private interface Work {
    Object run() throws JsonException, IOException;
  }

  /** Prints a row for each kind of work. */
  public static void main(String[] args) throws JsonException, IOException {
    byte[] json = Files.readAllBytes(Path.of(args[0]));
    MessageCodec codec =
        JsonCodecs.create(JsonOptions.defaults(), TypeRegistry.getEmptyTypeRegistry())
            .codec(Order.getDefaultInstance());
    byte[] wire = codec.read(json).toByteArray();
    Parser<? extends Message> parser = Order.parser();
    System.out.println("| " + json.length + " bytes of JSON | CPU µs, median | least |");
    System.out.println("|---|---:|---:|");
    measure("read and write JSON", () -> codec.write(codec.read(json)));
    measure("read JSON", () -> codec.read(json));
    measure("parse and serialise protobuf", () -> parser.parseFrom(wire).toByteArray());
  }

  private static void measure(String name, Work work) throws JsonException, IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] micros = new double[ROUNDS];
    for (int round = -ROUNDS / 2; round < ROUNDS; round++) {
      long start = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < TIMES; i++) {
        kept = work.run();
      }
      if (round >= 0) {
        micros[round] = (threads.getCurrentThreadCpuTime() - start) / 1000.0 / TIMES;
      }
    }
    if (kept.equals("")) {
      throw new IllegalStateException(name + ": nothing was made");
    }
    Arrays.sort(micros);
    System.out.printf("| %s | %.2f | %.2f |%n", name, micros[ROUNDS / 2], micros[0]);
  }
}
