package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** That a file has one store at a time, whatever its name. */
class FileStoreLockTest extends FileStoreTest {

  @Test
  void keepsItsLockWhenTheFileIsCreatedOnceMore() throws Exception {
    open();

    new BookPath(file).createIfMissing();

    assertThatThrownBy(() -> new LockHolder(file)).isInstanceOf(AssertionError.class);
  }

  @Test
  void keepsOthersOutWhileItIsOpen() throws Exception {
    PersonStore store = open();
    add(store, 1, "Ada");
    await(store.update(1, null, old -> old));
    AddressBookFile command = new AddressBookFile(file, InstantSource.fixed(NOW));

    assertThatThrownBy(() -> command.add(tutorial(2, "Grace"))).hasMessageContaining("in use");
    assertThatThrownBy(() -> command.forEach(each -> {})).hasMessageContaining("in use");
    Vertx other = Vertx.vertx();
    assertThatThrownBy(() -> await(FilePersonStore.open(other, file)))
        .hasMessage(file + ": is in use by another program; try again when it has ended");
    await(other.close());
    // None of those who were refused has taken the lock away.
    assertThatThrownBy(() -> new LockHolder(file)).isInstanceOf(AssertionError.class);

    await(store.close());
    command.add(tutorial(2, "Grace"));
    assertThat(idsIn(file)).containsExactly(1, 2);
  }

  @Test
  void isKeptOutByAnotherProcess() throws Exception {
    Files.write(file, book(tutorial(1, "Ada")));
    LockHolder other = new LockHolder(file);
    assertRefused("is in use by another program; try again when it has ended");

    other.close();

    assertThat(ids(all(open()))).containsExactly(1);
  }

  @Test
  void isOneStoreForAllNamesOfTheFile() throws Exception {
    PersonStore store = open();
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    PersonStore other = await(FilePersonStore.open(vertx, link));

    add(other, 1, "Ada");
    await(other.delete(1, null));
    add(other, 2, "Grace");

    assertThat(ids(all(store))).containsExactly(2);
    assertThat(link).isSymbolicLink();
    await(store.close());
    assertThat(ids(all(other))).containsExactly(2);
    await(other.close());
    assertFails(GrpcStatus.UNAVAILABLE, other.get(2));
    assertThat(ids(all(open()))).containsExactly(2);
  }
}
