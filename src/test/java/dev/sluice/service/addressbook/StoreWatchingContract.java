package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.PATIENCE_SECONDS;
import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.change;
import static dev.sluice.service.addressbook.StoreCalls.changes;
import static dev.sluice.service.addressbook.StoreCalls.ids;
import static dev.sluice.service.addressbook.StoreCalls.people;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How every store tells of changes. */
interface StoreWatchingContract extends StoreUnderTest {

  @Test
  default void tellsOfEveryChangeInOrder() throws Exception {
    await(store().create(List.of(person(1, "Before"))));
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    PersonStore.Watch watch = await(store().watch(told::add, e -> {}));

    List<Person> added = await(store().create(List.of(person(3, "A"), person(2, "B"))));
    Person changed = await(store().update(2, null, old -> person(2, "C")));
    Person removed = await(store().delete(3, null));
    await(store().createMissing(List.of(person(2, "No"), person(4, "D"))));
    Person missing = await(store().get(4));
    assertFails(
        GrpcStatus.ALREADY_EXISTS, store().create(List.of(person(5, "No"), person(4, "No"))));
    assertFails(GrpcStatus.NOT_FOUND, store().delete(3, null));
    Person last = await(store().update(4, null, old -> old));

    assertThat(changes(told, 6))
        .containsExactly(
            change(PersonChange.Kind.CREATED, added.get(0)),
            change(PersonChange.Kind.CREATED, added.get(1)),
            change(PersonChange.Kind.UPDATED, changed),
            change(PersonChange.Kind.DELETED, removed),
            change(PersonChange.Kind.CREATED, missing),
            change(PersonChange.Kind.UPDATED, last));
    watch.close();
  }

  @Test
  default void tellsAllWatchersUntilTheyEnd() throws Exception {
    BlockingQueue<PersonChange> first = new LinkedBlockingQueue<>();
    BlockingQueue<PersonChange> second = new LinkedBlockingQueue<>();
    BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
    PersonStore.Watch watch = await(store().watch(first::add, ends::add));
    await(store().watch(second::add, ends::add));

    await(store().create(List.of(person(1, "A"))));
    assertThat(ids(people(changes(first, 1)))).containsExactly(1);
    watch.close();
    watch.close();
    await(store().create(List.of(person(2, "B"))));

    assertThat(ids(people(changes(second, 2)))).containsExactly(1, 2);
    assertThat(first).isEmpty();
    assertThat(ends).isEmpty();
  }

  @Test
  default void goesOnWhenAWatcherFails() throws Exception {
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    await(
        store()
            .watch(
                change -> {
                  throw new IllegalStateException("as this test has it");
                },
                e -> {}));
    await(store().watch(told::add, e -> {}));

    await(store().create(List.of(person(1, "A"))));

    assertThat(ids(people(changes(told, 1)))).containsExactly(1);
  }

  @Test
  default void endsTheWatchesOfAStoreThatIsClosed() throws Exception {
    PersonStore other = await(open());
    BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    await(store().watch(told::add, e -> {}));
    await(other.watch(change -> {}, ends::add));

    await(other.close());

    Throwable why = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(why)
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE));
    await(store().create(List.of(person(1, "A"))));
    assertThat(changes(told, 1)).hasSize(1);
    assertThat(ends).isEmpty();
  }
}
