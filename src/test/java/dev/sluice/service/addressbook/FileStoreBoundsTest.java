package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.ids;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.UpdatePersonRequest;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much a file takes, and how much may wait to be written. */
class FileStoreBoundsTest extends FileStoreTest {

  @Test
  void shrinksSomeoneInAFullBook() throws Exception {
    PersonStore store = open(200, 1_000, 1 << 20);
    add(store, 1, "P".repeat(140));

    await(store.update(1, null, old -> person(1, "P".repeat(130))));

    assertThat(await(store.get(1)).getName()).hasSize(130);
    assertFails(
        GrpcStatus.RESOURCE_EXHAUSTED, store.update(1, null, old -> person(1, "P".repeat(200))));
  }

  @Test
  void hasBoundsForThePeopleAndTheFile() throws Exception {
    PersonStore store = open(200, 1_000, 1 << 20);
    add(store, 1, "Ada");
    add(store, 2, "Grace");

    assertThat(
            assertFails(
                    GrpcStatus.RESOURCE_EXHAUSTED,
                    store.create(List.of(person(3, "No"), person(4, "No"))))
                .message())
        .isEqualTo("the address book is full (expected: at most 200 bytes)");
    assertFails(
        GrpcStatus.RESOURCE_EXHAUSTED, store.update(1, null, old -> person(1, "Ada".repeat(100))));

    await(store.delete(1, null));
    add(store, 3, "Edsger");
    assertThat(idsIn(file)).containsExactly(2, 3);
    assertThat(Files.size(file)).isLessThanOrEqualTo(200);
  }

  @Test
  void refusesWhatWouldWaitBeyondItsBounds() throws Exception {
    PersonStore store = open(1 << 20, 3, 10_000);
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    await(
        store.watch(
            change -> {
              busy.countDown();
              awaitQuietly(release);
            },
            e -> {}));
    Future<List<Person>> first = store.create(List.of(person(1, "P")));
    busy.await();
    assertFails(
        GrpcStatus.RESOURCE_EXHAUSTED, store.create(List.of(person(9, "P".repeat(10_000)))));
    List<Future<List<Person>>> waiting =
        IntStream.of(2, 3).mapToObj(id -> store.create(List.of(person(id, "P")))).toList();

    assertFails(GrpcStatus.RESOURCE_EXHAUSTED, store.create(List.of(person(4, "P"))));
    assertFails(GrpcStatus.RESOURCE_EXHAUSTED, store.delete(1, null));

    release.countDown();
    await(first);
    await(Future.all(waiting));
    add(store, 5, "P");
    assertThat(ids(all(store))).containsExactly(1, 2, 3, 5);
  }

  @Test
  void countsTheBytesOfUpdatesThatWait() throws Exception {
    PersonStore store = open(1 << 20, 100, 10_000);
    add(store, 1, "P".repeat(4_000));
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    await(
        store.watch(
            change -> {
              busy.countDown();
              awaitQuietly(release);
            },
            e -> {}));
    Future<List<Person>> first = store.create(List.of(person(2, "P")));
    busy.await();
    PersonUpdate large =
        PersonUpdate.of(
            UpdatePersonRequest.newBuilder().setPerson(person(2, "P".repeat(8_000))).build());
    assertFails(GrpcStatus.RESOURCE_EXHAUSTED, store.update(2, null, large));
    Future<Person> second = store.update(1, null, old -> person(1, "Q"));

    assertFails(GrpcStatus.RESOURCE_EXHAUSTED, store.update(1, null, old -> person(1, "R")));

    release.countDown();
    await(first);
    assertThat(await(second).getName()).isEqualTo("Q");
  }

  @Test
  void writesOnceForAllWhoWait() throws Exception {
    PersonStore store = open();
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    PersonStore.Watch watch =
        await(
            store.watch(
                change -> {
                  busy.countDown();
                  awaitQuietly(release);
                },
                e -> {}));
    store.create(List.of(person(1, "P")));
    busy.await();
    watch.close();
    int before = disk.forced.get();
    List<Future<List<Person>>> waiting =
        IntStream.rangeClosed(2, 100)
            .mapToObj(id -> store.create(List.of(person(id, "P"))))
            .toList();
    release.countDown();

    await(Future.all(waiting));

    assertThat(disk.forced.get() - before).isEqualTo(1);
    assertThat(idsIn(file)).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
