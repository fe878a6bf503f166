package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports of a large file that are cut off in the middle. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class ImportPeopleIT {

  private static final int PEOPLE = 100_000;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path folder;
  private Path file;
  private Path served;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("people.book");
    served = folder.resolve("served.book");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int id = 1; id <= PEOPLE; id++) {
        AddressBook.newBuilder()
            .addPeople(
                Person.newBuilder()
                    .setId(id)
                    .setName("Person " + id)
                    .setEmail("p" + id + "@example.org"))
            .build()
            .writeTo(out);
      }
    }
  }

  private SluiceProcess server(int port) throws IOException {
    return SluiceProcess.jar(
        "-conf",
        ("{\"host\": \"localhost\", \"port\": %d,"
                + " \"services\": {\"addressbook\": {\"file\": \"%s\"}}}")
            .formatted(port, served));
  }

  private SluiceProcess importInto(int port) throws IOException {
    return SluiceProcess.jar("import-people", file.toString(), "--target", "localhost:" + port);
  }

  private void awaitAFifth() {
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Files.size(served) > Files.size(file) / 5);
  }

  /** The ids in the file of a server that has ended. */
  private List<Integer> ids() throws IOException {
    return AddressBook.parseFrom(Files.readAllBytes(served)).getPeopleList().stream()
        .map(Person::getId)
        .toList();
  }

  private static List<Integer> all() {
    return IntStream.rangeClosed(1, PEOPLE).boxed().toList();
  }

  @Test
  void goesOnWhereItWasKilled() throws Exception {
    try (SluiceProcess server = server(0)) {
      int port = server.port();
      try (SluiceProcess first = importInto(port)) {
        awaitAFifth();
        first.close();
        first.ended();
      }
      assertThat(Files.size(served)).as("killed in the middle").isLessThan(Files.size(file));

      try (SluiceProcess second = importInto(port)) {
        SluiceProcess.Ended ended = second.ended(PATIENCE_SECONDS);

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).matches("added: [1-9]\\d*, already there: [1-9]\\d*\n");
      }
      assertThat(server.terminate().ended().code()).isZero();
    }
    assertThat(ids()).containsExactlyInAnyOrderElementsOf(all());
  }

  @Test
  void outlivesAServerThatIsKilledAndStartedAgain() throws Exception {
    try (SluiceProcess first = server(0)) {
      int port = first.port();
      try (SluiceProcess people = importInto(port)) {
        awaitAFifth();
        first.close();
        first.ended();
        try (SluiceProcess second = server(port)) {
          SluiceProcess.Ended ended = people.ended(PATIENCE_SECONDS);

          assertThat(ended.code()).as(ended.err()).isZero();
          assertThat(ended.err()).contains("trying again in");
          assertThat(second.terminate().ended().code()).isZero();
        }
      }
    }
    assertThat(ids()).containsExactlyInAnyOrderElementsOf(all());
  }
}
