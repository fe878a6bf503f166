package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of people when someone else changes the file. */
class FileStoreMeddlingTest extends FileStoreTest {

  /** What someone else may do to the file. */
  enum Meddling {
    REPLACE("was replaced by another file"),
    REMOVE("was removed"),
    TRUNCATE("was truncated to 5 of "),
    APPEND("bytes, though only");

    private final String message;

    Meddling(String message) {
      this.message = message;
    }

    void with(Path file) throws Exception {
      switch (this) {
        case REPLACE -> {
          Path other = Files.copy(file, file.resolveSibling("other"));
          Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        }
        case REMOVE -> Files.delete(file);
        case TRUNCATE -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(5);
          }
        }
        case APPEND -> Files.write(file, new byte[] {10, 2, 16, 9}, StandardOpenOption.APPEND);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesNoMoreChangesOfAFileThatSomeoneElseHasChanged(Meddling meddling) throws Exception {
    PersonStore store = open();
    Person ada = add(store, 1, "Ada");
    Person grace = add(store, 2, "Grace");

    meddling.with(file);
    byte[] theirs = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];

    assertThat(
            assertFails(GrpcStatus.FAILED_PRECONDITION, store.create(List.of(person(3, "Edsger"))))
                .message())
        .startsWith("the file of the address book ")
        .contains(meddling.message);
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.update(1, null, old -> old));
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.delete(1, null));
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.createMissing(List.of(person(4, "No"))));
    assertThat(all(store)).containsExactly(ada, grace);
    assertThat(await(store.get(2))).isEqualTo(grace);
    assertThat(idsIn(aside("saved"))).containsExactly(1, 2);
    if (meddling == Meddling.REMOVE) {
      assertThat(file).doesNotExist();
    } else {
      assertThat(file).hasBinaryContent(theirs);
    }
  }

  @Test
  void triesToSavePeopleAsideOnceAMinute() throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    Files.delete(file);
    disk.creatable = false;
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.delete(1, null));
    disk.heal();
    now = NOW.plusSeconds(59);
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.delete(1, null));
    assertThat(others()).isEmpty();

    now = NOW.plusSeconds(60);
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.delete(1, null));
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.delete(1, null));

    assertThat(idsIn(aside("saved"))).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource
  void savesPeopleAsideWhenItIsClosedAfterSomeoneElseHasChangedTheFile(Meddling meddling)
      throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    add(store, 2, "Grace");
    meddling.with(file);

    await(store.close());

    assertThat(idsIn(aside("saved"))).containsExactly(1, 2);
  }

  @Test
  void savesPeopleAsideWhenItIsClosedIfItCouldNotBefore() throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    Files.delete(file);
    disk.creatable = false;
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.delete(1, null));
    disk.heal();

    await(store.close());

    assertThat(idsIn(aside("saved"))).containsExactly(1);
  }

  @Test
  void savesNobodyAsideWhenItIsClosedAsItWasWritten() throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    await(store.update(1, null, old -> person(1, "Augusta")));

    await(store.close());

    assertThat(others()).isEmpty();
  }
}
