package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.ids;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of people when the disk fails. */
class FileStoreFaultTest extends FileStoreTest {

  /** What can go wrong with an addition. */
  enum AppendFault {
    FULL,
    FULL_HALFWAY,
    BROKEN;

    void befall(FaultyDisk disk) {
      switch (this) {
        case FULL -> disk.room.set(0);
        case FULL_HALFWAY -> disk.room.set(17);
        case BROKEN -> disk.forceable = false;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheFileBackItsLengthWhenItCannotAdd(AppendFault fault) throws Exception {
    PersonStore store = open();
    Person ada = add(store, 1, "Ada");
    byte[] before = Files.readAllBytes(file);
    disk.truncatable = fault != AppendFault.BROKEN;

    fault.befall(disk);
    String message =
        assertFails(GrpcStatus.UNAVAILABLE, store.create(List.of(person(2, "Grace")))).message();

    assertThat(message)
        .isEqualTo(
            "the address book cannot be written at the moment: "
                + (fault == AppendFault.BROKEN
                    ? "it may end in the middle of a person; before it had "
                        + before.length
                        + " bytes (Input/output error)"
                    : "No space left on device"));
    if (fault != AppendFault.BROKEN) {
      assertThat(file).hasBinaryContent(before);
    }
    assertThat(all(store)).containsExactly(ada);
    assertFails(GrpcStatus.UNAVAILABLE, store.create(List.of(person(3, "Edsger"))));

    disk.heal();
    add(store, 2, "Grace");
    assertThat(idsIn(file)).containsExactly(1, 2);
    assertThat(ids(all(store))).containsExactly(1, 2);
  }

  @Test
  void makesUpForALengthThatCouldNotBeGivenBack() throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    disk.room.set(17);
    disk.truncatable = false;
    assertFails(GrpcStatus.UNAVAILABLE, store.create(List.of(person(2, "Grace"))));
    disk.room.set(Integer.MAX_VALUE);
    assertFails(GrpcStatus.UNAVAILABLE, store.create(List.of(person(3, "Edsger"))));

    disk.heal();
    add(store, 4, "Barbara");

    assertThat(idsIn(file)).containsExactly(1, 4);
    assertThat(others()).isEmpty();
  }

  @Test
  void keepsAllOfABatchOrNoneWhereverItIsInterrupted() throws Exception {
    PersonStore first = open();
    add(first, 1, "Ada");
    await(first.close());
    List<Person> batch = List.of(person(2, "Grace"), person(3, "Edsger"), person(4, "Barbara"));
    int interrupted = 0;
    boolean whole = false;
    while (!whole) {
      PersonStore store = open();
      disk.truncatable = false;
      disk.room.set(interrupted);
      try {
        await(store.create(batch));
        whole = true;
      } catch (StatusException e) {
        assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
      }
      await(store.close());
      disk.heal();
      PersonStore again = open();
      assertThat(ids(all(again))).isEqualTo(whole ? List.of(1, 2, 3, 4) : List.of(1));
      await(again.close());
      interrupted++;
    }
    assertThat(interrupted).isGreaterThan(100);
  }

  /** What can go wrong when the file is written anew. */
  enum RewriteFault {
    FULL,
    BROKEN,
    READ_ONLY,
    NOT_REPLACEABLE;

    void befall(FaultyDisk disk) {
      switch (this) {
        case FULL -> disk.room.set(10);
        case BROKEN -> disk.forceable = false;
        case READ_ONLY -> disk.creatable = false;
        case NOT_REPLACEABLE -> disk.replaceable = false;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheFileAsItWasWhenItCannotBeWrittenAnew(RewriteFault fault) throws Exception {
    PersonStore store = open();
    Person ada = add(store, 1, "Ada");
    Person grace = add(store, 2, "Grace");
    byte[] before = Files.readAllBytes(file);

    fault.befall(disk);
    assertFails(GrpcStatus.UNAVAILABLE, store.update(1, null, old -> person(1, "Augusta")));
    assertFails(GrpcStatus.UNAVAILABLE, store.delete(1, null));

    assertThat(file).hasBinaryContent(before);
    assertThat(others()).isEmpty();
    assertThat(all(store)).containsExactly(ada, grace);
    disk.heal();
    add(store, 3, "Edsger");
    await(store.update(1, ada.getEtag(), old -> person(1, "Augusta")));
    assertThat(idsIn(file)).containsExactly(1, 2, 3);
    assertThat(others()).isEmpty();
  }

  @Test
  void stillAddsWhereNothingCanBeCreated() throws Exception {
    PersonStore store = open();
    disk.creatable = false;

    add(store, 1, "Ada");

    assertThat(assertFails(GrpcStatus.UNAVAILABLE, store.delete(1, null)).message())
        .isEqualTo("the address book cannot be written at the moment: permission denied");
  }

  @Test
  void cannotWriteTheFileAnewWhileSomethingIsInTheWay() throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    Path inTheWay = Files.createDirectory(file.resolveSibling("people.book.sluice-rewrite"));
    Files.createFile(inTheWay.resolve("content"));

    assertFails(GrpcStatus.UNAVAILABLE, store.delete(1, null));
    add(store, 2, "Grace");

    Files.delete(inTheWay.resolve("content"));
    await(store.delete(1, null));
    assertThat(idsIn(file)).containsExactly(2);
  }

  @Test
  void doesNotPromiseAChangeWhoseNameMayNotLast() throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    disk.folderForceable = false;

    assertFails(GrpcStatus.UNAVAILABLE, store.update(1, null, old -> person(1, "Grace")));
    assertFails(GrpcStatus.UNAVAILABLE, store.create(List.of(person(2, "Edsger"))));

    // The new file is in its place, and is what is served.
    assertThat(await(store.get(1)).getName()).isEqualTo("Grace");
    disk.heal();
    add(store, 2, "Edsger");
    assertThat(idsIn(file)).containsExactly(1, 2);
  }

  @Test
  void takesNoMoreChangesAfterMemoryRanOutWhileItWrote() throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    disk.exhausting = true;
    assertThatThrownBy(() -> await(store.create(List.of(person(0, "Grace")))))
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
    disk.heal();

    assertThat(
            assertFails(GrpcStatus.FAILED_PRECONDITION, store.create(List.of(person(0, "No"))))
                .message())
        .startsWith("the server has failed while it wrote the file of the address book; ");
    assertFails(GrpcStatus.FAILED_PRECONDITION, store.delete(1, null));
    assertThat(ids(all(store))).containsExactly(1);
    await(store.close());

    assertThat(idsIn(aside("saved"))).containsExactly(1);
    assertThat(ids(all(open()))).containsExactly(1, 2);
  }

  @Test
  void tellsOfNothingThatWasNotKept() throws Exception {
    PersonStore store = open();
    Told told = new Told();
    told.watch(store);
    disk.room.set(3);
    assertFails(GrpcStatus.UNAVAILABLE, store.create(List.of(person(1, "Ada"))));
    disk.heal();

    Person grace = add(store, 2, "Grace");

    assertThat(told.next().getPerson()).isEqualTo(grace);
    assertThat(told.changes).isEmpty();
  }

  @Test
  void livesThroughADiskThatIsReallyFull() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "none", mount.toString()),
        "needs to be allowed to mount a small file system");
    try {
      file = mount.resolve("people.book");
      PersonStore store = open();
      int added = 0;
      String name = "P".repeat(900);
      try {
        while (added < 1_000) {
          add(store, added + 1, name);
          added++;
        }
      } catch (StatusException e) {
        assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
        assertThat(e.message()).endsWith("No space left on device");
      }
      assertThat(added).isBetween(40, 80);
      assertFails(GrpcStatus.UNAVAILABLE, store.delete(1, null));
      assertThat(idsIn(file)).isEqualTo(IntStream.rangeClosed(1, added).boxed().toList());

      run("mount", "-o", "remount,size=1m", mount.toString());
      await(store.delete(1, null));
      add(store, 1_000, name);
      assertThat(idsIn(file)).hasSize(added).doesNotContain(1).contains(1_000);
      await(store.close());
    } finally {
      run("umount", mount.toString());
    }
  }

  @Test
  void onlyAddsInAFolderThatIsReallyReadOnly() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.createDirectory(home.resolve("book"));
    file = home.resolve("book").resolve("people.book");
    assumeTrue(Files.getFileStore(home).supportsFileAttributeView("posix"), "needs POSIX");
    PersonStore store = open();
    add(store, 1, "Ada");
    assumeTrue(
        run("chattr", "+i", file.getParent().toString()),
        "needs to be allowed to make a folder immutable");
    try {
      assertFails(GrpcStatus.UNAVAILABLE, store.delete(1, null));
      add(store, 2, "Grace");
    } finally {
      run("chattr", "-i", file.getParent().toString());
    }
    await(store.delete(1, null));
    assertThat(idsIn(file)).containsExactly(2);
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
