package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneNumber;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.service.addressbook.PersonFilter.Contains;
import dev.sluice.service.addressbook.PersonFilter.Equal;
import dev.sluice.service.addressbook.PersonFilter.HasPhone;
import dev.sluice.service.addressbook.PersonFilter.Term;
import dev.sluice.service.addressbook.PersonFilter.TextField;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does; each store has a test that extends this one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class PersonStoreTest {

  private static final long PATIENCE_SECONDS = 30;

  final Vertx vertx = Vertx.vertx();
  PersonStore store;

  /**
   * Opens the store. What is opened in one test, however often, keeps the same people; what is
   * opened in another test keeps none of them.
   */
  abstract Future<PersonStore> open();

  @BeforeEach
  void openStore() throws Exception {
    store = await(open());
  }

  @AfterEach
  void closeStore() throws Exception {
    await(store.close());
    await(vertx.close());
  }

  // Adding

  @Test
  void returnsWhoWasAddedWithTheTimeAndAnEtag() throws Exception {
    Person ada = person(7, "Ada");

    Person added = await(store.create(List.of(ada))).get(0);

    assertThat(added.toBuilder().clearLastUpdated().clearEtag().build()).isEqualTo(ada);
    assertThat(added.getLastUpdated().getSeconds()).isGreaterThan(1_600_000_000);
    assertThat(added.getEtag()).isNotEmpty().hasSizeLessThanOrEqualTo(100);
    assertThat(await(store.get(7))).isEqualTo(added);
    assertThat(all()).containsExactly(added);
  }

  @Test
  void ignoresTheTimeAndTheEtagThatItIsGiven() throws Exception {
    Person ada =
        person(7, "Ada").toBuilder()
            .setEtag("mine")
            .setLastUpdated(Timestamp.newBuilder().setSeconds(5))
            .build();

    Person added = await(store.create(List.of(ada))).get(0);

    assertThat(added.getEtag()).isNotEqualTo("mine");
    assertThat(added.getLastUpdated().getSeconds()).isGreaterThan(1_600_000_000);
  }

  @Test
  void keepsEveryFieldToTheLetter() throws Exception {
    Person whole =
        Person.newBuilder()
            .setId(Integer.MAX_VALUE)
            .setName(" Žižka von \uD83D\uDC69\u200D\uD83D\uDE80 %_\\'\"; -- \u00DF ")
            .setEmail("o'neil+tag@example.org")
            .addPhones(number("+44 (20) 7946-0000", PhoneType.HOME))
            .addPhones(number("123", PhoneType.MOBILE))
            .addPhones(number("123", PhoneType.MOBILE))
            .addPhones(number("999", PhoneType.WORK))
            .build();

    Person added = await(store.create(List.of(whole))).get(0);

    assertThat(added.toBuilder().clearLastUpdated().clearEtag().build()).isEqualTo(whole);
    assertThat(reopened(Integer.MAX_VALUE)).isEqualTo(added);
  }

  @Test
  void givesIdsThatAreGreaterThanAllThereAre() throws Exception {
    assertThat(ids(await(store.create(List.of(person(0, "Ada")))))).containsExactly(1);
    await(store.create(List.of(person(41, "Grace"))));

    assertThat(ids(await(store.create(List.of(person(0, "Edsger"), person(0, "Barbara"))))))
        .containsExactly(42, 43);
  }

  @Test
  void givesIdsThatNobodyElseInTheBatchAsksFor() throws Exception {
    List<Person> batch =
        List.of(person(0, "Ada"), person(1, "Grace"), person(0, "Edsger"), person(2, "Barbara"));

    List<Person> added = await(store.create(batch));

    assertThat(added)
        .extracting(Person::getName)
        .containsExactly("Ada", "Grace", "Edsger", "Barbara");
    assertThat(ids(added)).containsExactly(3, 1, 4, 2);
  }

  @Test
  void givesNoIdBeyondTheGreatest() throws Exception {
    await(store.create(List.of(person(Integer.MAX_VALUE, "Last"))));

    assertFails(GrpcStatus.RESOURCE_EXHAUSTED, store.create(List.of(person(0, "One more"))));

    assertThat(ids(await(store.create(List.of(person(5, "With an id")))))).containsExactly(5);
  }

  @Test
  void refusesAnIdThatSomeoneHasAndNamesIt() throws Exception {
    Person ada = await(store.create(List.of(person(7, "Ada")))).get(0);

    StatusException refusal =
        assertFails(GrpcStatus.ALREADY_EXISTS, store.create(List.of(person(7, "Grace"))));
    assertThat(refusal.message()).contains("7");
    assertThat(all()).containsExactly(ada);
  }

  @Test
  void addsAllOfABatchOrNone() throws Exception {
    Person ada = await(store.create(List.of(person(3, "Ada")))).get(0);

    assertFails(
        GrpcStatus.ALREADY_EXISTS,
        store.create(List.of(person(1, "A"), person(2, "B"), person(3, "C"), person(0, "D"))));
    assertThat(all()).containsExactly(ada);
    assertFails(
        GrpcStatus.ALREADY_EXISTS,
        store.create(List.of(person(5, "A"), person(6, "B"), person(5, "C"))));
    assertThat(all()).containsExactly(ada);

    List<Person> added = await(store.create(List.of(person(2, "B"), person(1, "A"))));
    assertThat(all()).containsExactly(added.get(1), added.get(0), ada);
  }

  @Test
  void addsNobodyIfNobodyIsToBeAdded() throws Exception {
    assertThat(await(store.create(List.of()))).isEmpty();
    assertThat(await(store.createMissing(List.of()))).isZero();
    assertThat(all()).isEmpty();
  }

  @Test
  void addsOnlyThoseWhoAreMissing() throws Exception {
    Person ada = await(store.create(List.of(person(2, "Ada")))).get(0);

    int added =
        await(
            store.createMissing(
                List.of(person(2, "No"), person(1, "B"), person(3, "C"), person(1, "No"))));

    assertThat(added).isEqualTo(2);
    assertThat(all()).extracting(Person::getName).containsExactly("B", "Ada", "C");
    assertThat(await(store.get(2))).isEqualTo(ada);
    assertThat(await(store.get(1)).getEtag()).isNotEmpty();
    assertThat(await(store.createMissing(List.of(person(1, "No"), person(2, "No"))))).isZero();
  }

  // Changing and removing

  @Test
  void changesAPerson() throws Exception {
    Person ada = await(store.create(List.of(person(7, "Ada")))).get(0);

    Person changed =
        await(store.update(7, null, old -> old.toBuilder().setName("Ada Lovelace").build()));

    assertThat(changed.getName()).isEqualTo("Ada Lovelace");
    assertThat(changed.getEmail()).isEqualTo(ada.getEmail());
    assertThat(changed.getPhonesList()).isEqualTo(ada.getPhonesList());
    assertThat(changed.getEtag()).isNotEqualTo(ada.getEtag());
    assertThat(all()).containsExactly(changed);
    assertThat(reopened(7)).isEqualTo(changed);
  }

  @Test
  void handsThePersonWithTheEtagToWhatMakesTheChange() throws Exception {
    Person ada = await(store.create(List.of(person(7, "Ada")))).get(0);
    List<Person> seen = Collections.synchronizedList(new ArrayList<>());

    await(
        store.update(
            7,
            null,
            old -> {
              seen.add(old);
              return old;
            }));

    assertThat(seen).isNotEmpty().containsOnly(ada);
  }

  @Test
  void changesTheEtagWithEveryChangeEvenBackToWhatWas() throws Exception {
    List<Person> states = new ArrayList<>(await(store.create(List.of(person(7, "Ada")))));
    for (String name : List.of("Ada", "Grace", "Ada", "Ada")) {
      states.add(await(store.update(7, null, old -> old.toBuilder().setName(name).build())));
    }

    assertThat(states).extracting(Person::getEtag).doesNotHaveDuplicates();
    assertThat(states)
        .extracting(
            state ->
                state.getLastUpdated().getSeconds() * 1_000_000_000L
                    + state.getLastUpdated().getNanos())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void keepsTheIdWhateverTheChangeMakesOfIt() throws Exception {
    await(store.create(List.of(person(7, "Ada"))));

    Person changed = await(store.update(7, null, old -> person(9, "Grace")));

    assertThat(changed.getId()).isEqualTo(7);
    assertThat(all()).containsExactly(changed);
  }

  @Test
  void changesAPersonOnlyIfTheEtagIsTheOneExpected() throws Exception {
    String first = await(store.create(List.of(person(7, "Ada")))).get(0).getEtag();
    Person second = await(store.update(7, first, old -> person(7, "Grace")));

    assertFails(GrpcStatus.ABORTED, store.update(7, first, old -> person(7, "Too late")));
    assertFails(GrpcStatus.ABORTED, store.update(7, "", old -> person(7, "Empty")));

    assertThat(await(store.get(7))).isEqualTo(second);
    assertThat(await(store.update(7, second.getEtag(), old -> person(7, "Edsger"))).getName())
        .isEqualTo("Edsger");
  }

  @Test
  void changesNobodyWhoIsNotThere() throws Exception {
    assertFails(GrpcStatus.NOT_FOUND, store.update(7, null, old -> old));
    assertFails(GrpcStatus.NOT_FOUND, store.update(7, "etag", old -> old));
    assertFails(GrpcStatus.NOT_FOUND, store.delete(7, null));
    assertFails(GrpcStatus.NOT_FOUND, store.get(7));
  }

  @Test
  void failsWithWhatTheChangeThrows() throws Exception {
    Person ada = await(store.create(List.of(person(7, "Ada")))).get(0);
    StatusException refusal = new StatusException(GrpcStatus.INVALID_ARGUMENT, "no");

    assertThatThrownBy(
            () ->
                await(
                    store.update(
                        7,
                        null,
                        old -> {
                          throw refusal;
                        })))
        .isSameAs(refusal);

    assertThat(all()).containsExactly(ada);
    assertThat(await(store.update(7, ada.getEtag(), old -> old)).getName()).isEqualTo("Ada");
  }

  @Test
  void removesAPerson() throws Exception {
    Person ada = await(store.create(List.of(person(7, "Ada"), person(8, "Grace")))).get(0);

    assertThat(await(store.delete(7, null))).isEqualTo(ada);

    assertFails(GrpcStatus.NOT_FOUND, store.get(7));
    assertThat(ids(all())).containsExactly(8);
    PersonStore again = await(open());
    assertFails(GrpcStatus.NOT_FOUND, again.get(7));
    await(again.close());
    Person later = await(store.create(List.of(person(7, "Ada")))).get(0);
    assertThat(later.getEtag()).isNotEqualTo(ada.getEtag());
  }

  @Test
  void removesAPersonOnlyIfTheEtagIsTheOneExpected() throws Exception {
    String first = await(store.create(List.of(person(7, "Ada")))).get(0).getEtag();
    String second = await(store.update(7, null, old -> old)).getEtag();

    assertFails(GrpcStatus.ABORTED, store.delete(7, first));
    assertThat(ids(all())).containsExactly(7);

    await(store.delete(7, second));
    assertThat(all()).isEmpty();
  }

  // Listing

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 24, 25, 26, 1000})
  void listsPeopleByIdPageByPage(int limit) throws Exception {
    List<Integer> ids =
        new ArrayList<>(IntStream.rangeClosed(1, 25).map(i -> i * 3).boxed().toList());
    List<Integer> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, new java.util.Random(4));
    await(store.create(shuffled.stream().map(id -> person(id, "P" + id)).toList()));

    List<Integer> listed = new ArrayList<>();
    int after = 0;
    List<Person> page;
    do {
      page = await(store.list(PersonFilter.ALL, after, limit));
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      listed.addAll(ids(page));
      after = listed.get(listed.size() - 1);
    } while (page.size() == limit && after < 75);

    assertThat(listed).isEqualTo(ids);
    assertThat(await(store.list(PersonFilter.ALL, 75, limit))).isEmpty();
    assertThat(await(store.list(PersonFilter.ALL, Integer.MAX_VALUE, limit))).isEmpty();
  }

  @Test
  void listsOnlyThoseWhoMatchPageByPage() throws Exception {
    await(
        store.create(
            IntStream.rangeClosed(1, 3_000)
                .mapToObj(i -> person(i, i % 100 == 0 ? "Rare" : "P"))
                .toList()));
    PersonFilter rare = filter(new Equal(TextField.NAME, "Rare"));

    assertThat(ids(await(store.list(rare, 0, 3)))).containsExactly(100, 200, 300);
    assertThat(ids(await(store.list(rare, 300, 3)))).containsExactly(400, 500, 600);
    assertThat(ids(await(store.list(rare, 2_850, 3)))).containsExactly(2_900, 3_000);
    assertThat(await(store.list(filter(new Equal(TextField.NAME, "None")), 0, 3))).isEmpty();
    assertThat(await(store.list(rare, 0, 1000))).hasSize(30);
  }

  static Stream<Arguments> filters() {
    return Stream.of(
        Arguments.of(List.of(new Equal(TextField.NAME, "Ada Lovelace")), List.of(1)),
        Arguments.of(List.of(new Equal(TextField.NAME, "ada lovelace")), List.of()),
        Arguments.of(List.of(new Equal(TextField.NAME, "Ada")), List.of()),
        Arguments.of(List.of(new Equal(TextField.NAME, "Ada Lovelace ")), List.of()),
        Arguments.of(List.of(new Equal(TextField.EMAIL, "")), List.of(3, 5, 6)),
        Arguments.of(List.of(new Contains(TextField.NAME, "LOVE")), List.of(1)),
        Arguments.of(List.of(new Contains(TextField.NAME, "")), List.of(1, 2, 3, 4, 5, 6)),
        Arguments.of(List.of(new Contains(TextField.EMAIL, "@EXAMPLE")), List.of(1, 2, 4)),
        Arguments.of(List.of(new Contains(TextField.NAME, "%")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "_")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "\\")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "A%L")), List.of()),
        Arguments.of(List.of(new Contains(TextField.NAME, "A_a")), List.of()),
        Arguments.of(List.of(new Contains(TextField.NAME, "100%_\\")), List.of(3)),
        Arguments.of(List.of(new Equal(TextField.NAME, "100%_\\d 'q' \"Q\"")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "'q'")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "ŽIŽKA")), List.of(4)),
        Arguments.of(List.of(new Contains(TextField.NAME, "\uD83D\uDE80")), List.of(4)),
        Arguments.of(List.of(new Contains(TextField.NAME, "ΟΔΌΣ")), List.of(5)),
        Arguments.of(List.of(new Contains(TextField.NAME, "STRASSE")), List.of(6)),
        Arguments.of(List.of(new Equal(TextField.NAME, "Strasse")), List.of()),
        Arguments.of(List.of(new HasPhone(PhoneType.HOME)), List.of(1, 2)),
        Arguments.of(List.of(new HasPhone(PhoneType.MOBILE)), List.of(2)),
        Arguments.of(List.of(new HasPhone(PhoneType.WORK)), List.of(4)),
        Arguments.of(
            List.of(new HasPhone(PhoneType.HOME), new HasPhone(PhoneType.MOBILE)), List.of(2)),
        Arguments.of(
            List.of(new Contains(TextField.NAME, "a"), new HasPhone(PhoneType.WORK)), List.of(4)),
        Arguments.of(
            List.of(new Contains(TextField.NAME, "Grace"), new HasPhone(PhoneType.WORK)),
            List.of()));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void listsThoseWhoMatchAllTerms(List<Term> terms, List<Integer> ids) throws Exception {
    await(
        store.create(
            List.of(
                person(1, "Ada Lovelace", "ada@example.org", PhoneType.HOME),
                person(2, "Grace Hopper", "GRACE@Example.org", PhoneType.MOBILE, PhoneType.HOME),
                person(3, "100%_\\d 'q' \"Q\"", ""),
                person(4, "Jan Žižka \uD83D\uDE80", "jan@example.org", PhoneType.WORK),
                person(5, "οδός", ""),
                person(6, "Straße", ""))));

    assertThat(ids(await(store.list(new PersonFilter(terms), 0, 100)))).isEqualTo(ids);
  }

  // Watching

  @Test
  void tellsOfEveryChangeInOrder() throws Exception {
    await(store.create(List.of(person(1, "Before"))));
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    PersonStore.Watch watch = await(store.watch(told::add, e -> {}));

    List<Person> added = await(store.create(List.of(person(3, "A"), person(2, "B"))));
    Person changed = await(store.update(2, null, old -> person(2, "C")));
    Person removed = await(store.delete(3, null));
    await(store.createMissing(List.of(person(2, "No"), person(4, "D"))));
    Person missing = await(store.get(4));
    assertFails(GrpcStatus.ALREADY_EXISTS, store.create(List.of(person(5, "No"), person(4, "No"))));
    assertFails(GrpcStatus.NOT_FOUND, store.delete(3, null));
    Person last = await(store.update(4, null, old -> old));

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
  void tellsAllWatchersUntilTheyEnd() throws Exception {
    BlockingQueue<PersonChange> first = new LinkedBlockingQueue<>();
    BlockingQueue<PersonChange> second = new LinkedBlockingQueue<>();
    BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
    PersonStore.Watch watch = await(store.watch(first::add, ends::add));
    await(store.watch(second::add, ends::add));

    await(store.create(List.of(person(1, "A"))));
    assertThat(ids(people(changes(first, 1)))).containsExactly(1);
    watch.close();
    watch.close();
    await(store.create(List.of(person(2, "B"))));

    assertThat(ids(people(changes(second, 2)))).containsExactly(1, 2);
    assertThat(first).isEmpty();
    assertThat(ends).isEmpty();
  }

  @Test
  void goesOnWhenAWatcherFails() throws Exception {
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    await(
        store.watch(
            change -> {
              throw new IllegalStateException("as this test has it");
            },
            e -> {}));
    await(store.watch(told::add, e -> {}));

    await(store.create(List.of(person(1, "A"))));

    assertThat(ids(people(changes(told, 1)))).containsExactly(1);
  }

  @Test
  void endsTheWatchesOfAStoreThatIsClosed() throws Exception {
    PersonStore other = await(open());
    BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    await(store.watch(told::add, e -> {}));
    await(other.watch(change -> {}, ends::add));

    await(other.close());

    Throwable why = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(why)
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE));
    await(store.create(List.of(person(1, "A"))));
    assertThat(changes(told, 1)).hasSize(1);
    assertThat(ends).isEmpty();
  }

  // Sharing

  @Test
  void showsWhatOneDoesToAllWhoShareIt() throws Exception {
    PersonStore other = await(open());
    BlockingQueue<PersonChange> told = new LinkedBlockingQueue<>();
    await(other.watch(told::add, e -> {}));

    Person ada = await(store.create(List.of(person(1, "Ada")))).get(0);

    assertThat(await(other.get(1))).isEqualTo(ada);
    assertThat(changes(told, 1)).containsExactly(change(PersonChange.Kind.CREATED, ada));
    await(other.close());
    await(other.close());
    assertThat(await(store.get(1))).isEqualTo(ada);
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
    await(store.watch(told::add, e -> {}));
    List<Future<List<Person>>> additions = new ArrayList<>();
    for (int loop = 0; loop < 4; loop++) {
      Context context = ((VertxInternal) vertx).createEventLoopContext();
      for (int i = 0; i < 50; i++) {
        additions.add(on(context, () -> store.create(List.of(person(0, "P")))));
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
    String etag = await(store.create(List.of(person(1, "0")))).get(0).getEtag();
    List<Future<Person>> changes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "P" + i;
      changes.add(store.update(1, etag, old -> old.toBuilder().setName(name).build()));
    }

    int changed = 0;
    for (Future<Person> change : changes) {
      try {
        assertThat(await(change)).isEqualTo(await(store.get(1)));
        changed++;
      } catch (StatusException e) {
        assertThat(e.status()).isEqualTo(GrpcStatus.ABORTED);
      }
    }
    assertThat(changed).isEqualTo(1);
  }

  @Test
  void losesNoChangeOfManyWithoutAnEtag() throws Exception {
    await(store.create(List.of(person(1, ""))));
    List<Future<Person>> changes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      changes.add(
          store.update(1, null, old -> old.toBuilder().setName(old.getName() + "x").build()));
    }
    for (Future<Person> change : changes) {
      await(change);
    }

    assertThat(await(store.get(1)).getName()).isEqualTo("x".repeat(20));
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
              call.apply(store).onComplete(result -> completedOn.complete(Vertx.currentContext())));

      assertThat(await(completedOn.future())).isSameAs(context);
    }
  }

  // How it is told

  static Person person(int id, String name) {
    return person(id, name, "someone@example.org", PhoneType.HOME);
  }

  static Person person(int id, String name, String email, PhoneType... phones) {
    Person.Builder person = Person.newBuilder().setId(id).setName(name).setEmail(email);
    for (PhoneType type : phones) {
      person.addPhones(number("+1 555 0100", type));
    }
    return person.build();
  }

  private static PhoneNumber number(String number, PhoneType type) {
    return PhoneNumber.newBuilder().setNumber(number).setType(type).build();
  }

  static PersonFilter filter(Term... terms) {
    return new PersonFilter(List.of(terms));
  }

  static PersonChange change(PersonChange.Kind kind, Person person) {
    return PersonChange.newBuilder().setKind(kind).setPerson(person).build();
  }

  static List<Integer> ids(List<Person> people) {
    return people.stream().map(Person::getId).toList();
  }

  static List<Person> people(List<PersonChange> changes) {
    return changes.stream().map(PersonChange::getPerson).toList();
  }

  List<Person> all() throws Exception {
    return await(store.list(PersonFilter.ALL, 0, 1_000_000));
  }

  /** A person, as a store has it that was opened after all others were closed. */
  private Person reopened(int id) throws Exception {
    await(store.close());
    store = await(open());
    return await(store.get(id));
  }

  static List<PersonChange> changes(BlockingQueue<PersonChange> told, int count)
      throws InterruptedException {
    List<PersonChange> changes = new ArrayList<>();
    while (changes.size() < count) {
      PersonChange next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("change %s of %s", changes.size() + 1, count).isNotNull();
      changes.add(next);
    }
    return changes;
  }

  static <T> Future<T> on(Context context, java.util.function.Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> call.get().onComplete(promise));
    return promise.future();
  }

  static <T> T await(Future<T> future) throws Exception {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  static StatusException assertFails(GrpcStatus status, Future<?> future) {
    StatusException failure = catchThrowableOfType(StatusException.class, () -> await(future));
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.status()).as(failure.message()).isEqualTo(status);
    return failure;
  }
}
