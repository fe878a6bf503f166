package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.change;
import static dev.sluice.service.addressbook.StoreCalls.changes;
import static dev.sluice.service.addressbook.StoreCalls.ids;
import static dev.sluice.service.addressbook.StoreCalls.on;
import static dev.sluice.service.addressbook.StoreCalls.people;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every store does; each store has a test that extends this one. What is opened in one test,
 * however often, keeps the same people; what is opened in another keeps none of them.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class PersonStoreTest
    implements StoreAddingContract,
        StoreChangingContract,
        StoreListingContract,
        StoreWatchingContract {

  final Vertx vertx = Vertx.vertx();
  private @Nullable PersonStore store;

  @Override
  public PersonStore store() {
    return Objects.requireNonNull(store);
  }

  @Override
  public PersonStore reopen() throws Exception {
    await(store().close());
    store = await(open());
    return store();
  }

  @BeforeEach
  void openStore() throws Exception {
    store = await(open());
  }

  @AfterEach
  void closeStore() throws Exception {
    await(store().close());
    await(vertx.close());
  }

  @Test
  void showsWhatOneDoesToAllWhoShareIt() throws Exception {
    PersonStore other = await(open());
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    await(other.watch(told::add, e -> {}));

    Person ada = await(store().create(List.of(person(1, "Ada")))).get(0);

    assertThat(await(other.get(1))).isEqualTo(ada);
    assertThat(changes(told, 1)).containsExactly(change(PersonChange.Kind.CREATED, ada));
    await(other.close());
    await(other.close());
    assertThat(await(store().get(1))).isEqualTo(ada);
  }

  @Test
  void doesNothingOnceItIsClosed() throws Exception {
    PersonStore other = await(open());
    await(other.close());

    assertFails(GrpcStatus.UNAVAILABLE, other.get(1));
    assertFails(GrpcStatus.UNAVAILABLE, other.list(PersonFilter.ALL, 0, 1));
    assertFails(GrpcStatus.UNAVAILABLE, other.create(List.of(person(1, "A"))));
    assertFails(GrpcStatus.UNAVAILABLE, other.createMissing(List.of(person(1, "A"))));
    assertFails(GrpcStatus.UNAVAILABLE, other.update(1, null, old -> old));
    assertFails(GrpcStatus.UNAVAILABLE, other.delete(1, null));
    assertFails(GrpcStatus.UNAVAILABLE, other.watch(change -> {}, e -> {}));
    assertThat(all()).isEmpty();
  }

  @Test
  void addsEveryoneOnceThoughManyEventLoopsAddAtATime() throws Exception {
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    await(store().watch(told::add, e -> {}));
    List<Future<List<Person>>> additions = new ArrayList<>();
    for (int loop = 0; loop < 4; loop++) {
      Context context = ((VertxInternal) vertx).createEventLoopContext();
      for (int i = 0; i < 50; i++) {
        additions.add(on(context, () -> store().create(List.of(person(0, "P")))));
      }
    }

    Set<Integer> ids = new HashSet<>();
    for (Future<List<Person>> addition : additions) {
      ids.add(await(addition).get(0).getId());
    }

    assertThat(ids).hasSize(200);
    assertThat(ids(all())).hasSize(200).containsAll(ids);
    assertThat(ids(people(changes(told, 200)))).doesNotHaveDuplicates();
  }

  @Test
  void letsOneOfManyWithTheSameEtagChangeAPerson() throws Exception {
    String etag = await(store().create(List.of(person(1, "0")))).get(0).getEtag();
    List<Future<Person>> changes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "P" + i;
      changes.add(store().update(1, etag, old -> old.toBuilder().setName(name).build()));
    }

    int changed = 0;
    for (Future<Person> change : changes) {
      try {
        assertThat(await(change)).isEqualTo(await(store().get(1)));
        changed++;
      } catch (StatusException e) {
        assertThat(e.status()).isEqualTo(GrpcStatus.ABORTED);
      }
    }
    assertThat(changed).isEqualTo(1);
  }

  @Test
  void losesNoChangeOfManyWithoutAnEtag() throws Exception {
    await(store().create(List.of(person(1, ""))));
    List<Future<Person>> changes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      changes.add(
          store().update(1, null, old -> old.toBuilder().setName(old.getName() + "x").build()));
    }
    for (Future<Person> change : changes) {
      await(change);
    }

    assertThat(await(store().get(1)).getName()).isEqualTo("x".repeat(20));
  }

  @Test
  void completesItsFuturesOnTheContextOfTheCall() throws Exception {
    Context context = ((VertxInternal) vertx).createEventLoopContext();
    List<Function<PersonStore, Future<?>>> calls =
        List.of(
            each -> each.create(List.of(person(1, "A"))),
            each -> each.get(1),
            each -> each.get(2),
            each -> each.list(PersonFilter.ALL, 0, 10),
            each -> each.createMissing(List.of(person(1, "A"), person(2, "B"))),
            each -> each.update(1, null, old -> old),
            each -> each.update(9, null, old -> old),
            each -> each.delete(1, null));
    for (Function<PersonStore, Future<?>> call : calls) {
      Promise<Context> completedOn = Promise.promise();
      context.runOnContext(
          v ->
              call.apply(store())
                  .onComplete(result -> completedOn.complete(Vertx.currentContext())));

      assertThat(await(completedOn.future())).isSameAs(context);
    }
  }
}
