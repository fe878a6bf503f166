package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneNumber;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many people a second can be added to a file of few and to a file of many, which take turns;
 * {@code scripts/bench-addressbook} runs it.
 *
 * <p>Usage: {@code AddBench FOLDER [FEW MANY ADDS ROUNDS CONCURRENCY]}.
 */
final class AddBench {

  private static final int BATCH = 1_000;

  private AddBench() {}

  /** A book, and how many people a second were added to it in each round. */
  private static final class Book {
    final PersonStore store;
    final int size;
    final List<Double> rates = new ArrayList<>();

    Book(Vertx vertx, Path file, int size) throws Exception {
      this.store = await(FilePersonStore.open(vertx, file));
      this.size = size;
    }

    void fill() throws Exception {
      for (int id = 1; id <= size; id += BATCH) {
        List<Person> batch = new ArrayList<>();
        for (int i = id; i < id + BATCH && i <= size; i++) {
          batch.add(person(i));
        }
        await(store.create(batch));
      }
    }

    void round(int adds, int concurrency) throws Exception {
      Semaphore open = new Semaphore(concurrency);
      Person person = person(0);
      long begin = System.nanoTime();
      for (int i = 0; i < adds; i++) {
        open.acquire();
        store
            .create(List.of(person))
            .onComplete(
                added -> {
                  if (added.failed()) {
                    added.cause().printStackTrace();
                    Runtime.getRuntime().halt(1);
                  }
                  open.release();
                });
      }
      open.acquire(concurrency);
      rates.add(adds * 1e9 / (System.nanoTime() - begin));
    }

    double median() {
      double[] sorted = rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return sorted[sorted.length / 2];
    }
  }

  /** Measures, and prints a table. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int[] numbers = {1_000, 1_000_000, 20_000, 7, 200};
    for (int i = 1; i < args.length; i++) {
      numbers[i - 1] = Integer.parseInt(args[i]);
    }
    Vertx vertx = Vertx.vertx();
    long empty = used();
    Book few = new Book(vertx, folder.resolve("few.book"), numbers[0]);
    few.fill();
    Book many = new Book(vertx, folder.resolve("many.book"), numbers[1]);
    many.fill();
    long perPerson = (used() - empty) / (numbers[0] + numbers[1]);
    long bytes = Files.size(folder.resolve("many.book")) / numbers[1];
    // The first round of each warms up.
    for (int round = 0; round <= numbers[3]; round++) {
      few.round(numbers[2], numbers[4]);
      many.round(numbers[2], numbers[4]);
    }
    System.out.println("| people at first | adds per second | least to most | ratio |");
    System.out.println("|---:|---:|---:|---:|");
    for (Book book : Arrays.asList(few, many)) {
      book.rates.remove(0);
      System.out.printf(
          "| %d | %.0f | %.0f–%.0f | %.2f |%n",
          book.size,
          book.median(),
          book.rates.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
          book.rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
          book.median() / few.median());
    }
    System.out.printf(
        "%nA person takes %d bytes in the file and about %d in memory.%n", bytes, perPerson);
    long begin = System.nanoTime();
    await(many.store.update(1, null, old -> old));
    System.out.printf(
        "To change one of %d takes %d ms.%n",
        many.size, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    await(many.store.close());
    begin = System.nanoTime();
    PersonStore again = await(FilePersonStore.open(vertx, folder.resolve("many.book")));
    System.out.printf(
        "To open the file of %d takes %d ms.%n",
        many.size, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    begin = System.nanoTime();
    int gets = 1_000_000;
    for (int i = 0; i < gets; i++) {
      if (again.get(1 + (int) (i * 7919L % many.size)).failed()) {
        throw new IllegalStateException("somebody is missing");
      }
    }
    System.out.printf("To get a person takes %.2f µs.%n", (System.nanoTime() - begin) / 1e3 / gets);
    await(again.close());
    await(few.store.close());
    await(vertx.close());
  }

  private static long used() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Person person(int id) {
    return Person.newBuilder()
        .setId(id)
        .setName("Person number " + id)
        .setEmail("person" + id + "@example.org")
        .addPhones(PhoneNumber.newBuilder().setNumber("+1 555 0100"))
        .build();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
