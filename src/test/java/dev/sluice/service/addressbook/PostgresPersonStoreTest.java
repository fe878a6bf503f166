package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.change;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneNumber;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.proto.addressbook.v1.PersonChange.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the PostgreSQL store does besides what every store does, while the server is well. */
class PostgresPersonStoreTest extends PersonStoreTest {

  private static final Person ADA = Person.newBuilder().setName("Ada").setId(1).build();
  private static final Person BOB = Person.newBuilder().setName("Bob").setId(2).build();

  @RegisterExtension final PostgresStores stores = new PostgresStores();

  @Override
  public Future<PersonStore> open() {
    return PostgresPersonStore.open(
        vertx, PostgresStores.options(stores.conf()), InstantSource.system());
  }

  @Test
  void twoProcessesSeeEachOthersChanges() throws Exception {
    PersonStore other = stores.open(stores.conf());
    Told told = new Told();
    Told otherTold = new Told();
    told.watch(store());
    otherTold.watch(other);

    Person ada = await(store().create(List.of(ADA))).get(0);
    Person renamed =
        await(other.update(1, ada.getEtag(), p -> p.toBuilder().setName("Eve").build()));
    Person gone = await(store().delete(1, renamed.getEtag()));

    for (Told each : List.of(told, otherTold)) {
      assertThat(each.next()).isEqualTo(change(Kind.CREATED, ada));
      assertThat(each.next()).isEqualTo(change(Kind.UPDATED, renamed));
      assertThat(each.next()).isEqualTo(change(Kind.DELETED, gone));
    }
    assertThat(gone).isEqualTo(renamed);
  }

  @Test
  void tellsOfLargePeopleWhole() throws Exception {
    Person.Builder large = Person.newBuilder().setId(7).setName("Große Ada");
    IntStream.range(0, 1_000)
        .forEach(i -> large.addPhones(PhoneNumber.newBuilder().setNumber("+49 30 123456 " + i)));
    Told told = new Told();
    told.watch(stores.open(stores.conf()));

    Person created = await(store().create(List.of(BOB, large.build()))).get(1);
    Person updated =
        await(store().update(7, null, p -> p.toBuilder().setEmail("ada@x.org").build()));
    await(store().delete(7, null));

    assertThat(created.getSerializedSize()).isGreaterThan(16_000);
    assertThat(told.next().getPerson().getName()).isEqualTo("Bob");
    assertThat(told.next()).isEqualTo(change(Kind.CREATED, created));
    assertThat(told.next()).isEqualTo(change(Kind.UPDATED, updated));
    assertThat(told.next()).isEqualTo(change(Kind.DELETED, updated));
  }

  @Test
  void tellsNothingOfWhatWasDoneBefore() throws Exception {
    PersonStore other = stores.open(stores.conf());
    Told first = new Told();
    first.watch(store());
    for (int i = 1; i <= 50; i++) {
      await(other.create(List.of(ADA.toBuilder().setId(i).build())));
      Told told = new Told();
      PersonStore.Watch watch = told.watch(store());
      await(other.delete(i, null));
      PersonChange next = told.next();
      watch.close();

      assertThat(next.getKind()).isEqualTo(Kind.DELETED);
    }
    assertThat(first.changes).hasSize(100);
  }

  @Test
  void listensOnlyWhileSomeoneWatches() throws Exception {
    String listening =
        "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN \""
            + stores.schema
            + ".person\"'";
    PersonStore.Watch one = new Told().watch(store());
    PersonStore.Watch two = new Told().watch(store());

    assertThat(stores.server.count(listening)).isEqualTo(1);
    one.close();
    one.close();
    assertThat(stores.server.count(listening)).isEqualTo(1);
    two.close();
    Awaitility.await().untilAsserted(() -> assertThat(stores.server.count(listening)).isZero());
  }

  @Test
  void choosesIdsOnceAmongProcesses() throws Exception {
    PersonStore other = stores.open(stores.conf());
    Person nobody = ADA.toBuilder().clearId().build();
    List<Future<List<Person>>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(store().create(List.of(nobody, nobody)));
      calls.add(other.create(List.of(nobody)));
      calls.add(
          other.createMissing(List.of(ADA.toBuilder().setId(3 * i + 2).build())).map(List.of()));
    }
    List<Integer> ids = new ArrayList<>();
    for (Future<List<Person>> call : calls) {
      ids.addAll(StoreCalls.ids(await(call)));
    }

    assertThat(ids).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void simultaneousChangesAreAllMade() throws Exception {
    PersonStore other = stores.open(stores.conf());
    await(store().create(List.of(ADA.toBuilder().setName("0").build())));
    List<Future<Person>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(store().update(1, null, PostgresPersonStoreTest::increment));
      calls.add(other.update(1, null, PostgresPersonStoreTest::increment));
    }
    for (Future<?> call : calls) {
      await(call);
    }

    assertThat(await(store().get(1)).getName()).isEqualTo("100");
  }

  @Test
  void textsMayHaveNul() throws Exception {
    Person odd = ADA.toBuilder().setName("A\u0000da \uD83D\uDE00").setEmail("\u0000").build();

    assertThat(await(store().create(List.of(odd))).get(0).getName()).isEqualTo(odd.getName());
    assertThat(await(store().list(name("\u0000DA"), 0, 10))).hasSize(1);
    assertThat(await(store().list(name("\u0000b"), 0, 10))).isEmpty();
  }

  @Test
  void filtersAsJavaDoes() throws Exception {
    List<String> texts =
        List.of(
            "",
            "Ada",
            "ada",
            "straße",
            "Strasse",
            "A%B_C\\d",
            "İstanbul",
            "ISTANBUL",
            "x".repeat(5_000));
    List<Person> people = new ArrayList<>();
    for (String text : texts) {
      Person.Builder person =
          Person.newBuilder().setName(text).setEmail(texts.get(people.size() * 5 % texts.size()));
      person.addPhones(
          PhoneNumber.newBuilder().setTypeValue(new int[] {0, 1, 2, 3, 40, -1}[people.size() % 6]));
      people.add(person.build());
    }
    List<Person> stored = await(store().create(people));

    for (PersonFilter.Term term : terms()) {
      PersonFilter filter = new PersonFilter(List.of(term));
      assertThat(await(store().list(filter, 0, 100)))
          .as(term.toString())
          .isEqualTo(stored.stream().filter(filter).toList());
    }
  }

  @Test
  void storesOfOneProcessShareTheirConnections() throws Exception {
    Vertx vertx = stores.process();
    PostgresOptions options = PostgresStores.options(stores.conf().put("poolSize", 2));
    PersonStore one = await(PostgresPersonStore.open(vertx, options, InstantSource.system()));
    PersonStore two = await(PostgresPersonStore.open(vertx, options, InstantSource.system()));
    String connections =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sluice' AND query LIKE '%SELECT id, content%'";
    long others = stores.server.count(connections);
    List<Future<List<Person>>> calls = new ArrayList<>();
    try (Connection connection = stores.server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // While this is held, no call ends, and none leaves its connection to another.
      statement.execute("LOCK TABLE " + stores.schema + ".person");
      for (int i = 0; i < 50; i++) {
        calls.add((i % 2 == 0 ? one : two).list(PersonFilter.ALL, 0, 1));
      }
      Awaitility.await().until(() -> stores.server.count(connections) - others >= 2);
      connection.rollback();
    }
    for (Future<?> call : calls) {
      await(call);
    }

    assertThat(stores.server.count(connections) - others).isEqualTo(2);
    await(one.close());
    await(one.close());
    await(two.list(PersonFilter.ALL, 0, 1));
    await(two.close());
    Awaitility.await()
        .untilAsserted(() -> assertThat(stores.server.count(connections)).isEqualTo(others));
  }

  @Test
  void processesThatStartAtOnceMigrateOnce() throws Exception {
    String fresh = PostgresServer.newSchema();
    try {
      List<Future<PersonStore>> opening = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Vertx vertx = stores.process();
        opening.add(
            PostgresPersonStore.open(
                vertx, PostgresStores.options(stores.server.conf(fresh)), InstantSource.system()));
      }
      for (Future<PersonStore> each : opening) {
        await(each);
      }

      assertThat(
              stores.server.count(
                  "SELECT count(*) FROM " + fresh + ".flyway_schema_history WHERE version = '1'"))
          .isEqualTo(1);
    } finally {
      stores.server.execute("DROP SCHEMA IF EXISTS " + fresh + " CASCADE");
    }
  }

  private static List<PersonFilter.Term> terms() {
    List<PersonFilter.Term> terms = new ArrayList<>();
    for (PersonFilter.TextField field : PersonFilter.TextField.values()) {
      for (String text : List.of("", "Ada", "STRASSE", "ß", "%", "_", "\\", "İ", "i", "a%b_c\\")) {
        terms.add(new PersonFilter.Equal(field, text));
        terms.add(new PersonFilter.Contains(field, text));
      }
    }
    for (PhoneType type : PhoneType.values()) {
      terms.add(new PersonFilter.HasPhone(type));
    }
    return terms;
  }

  private static Person increment(Person person) {
    return person.toBuilder()
        .setName(Integer.toString(Integer.parseInt(person.getName()) + 1))
        .build();
  }

  private static PersonFilter name(String text) {
    return new PersonFilter(List.of(new PersonFilter.Contains(PersonFilter.TextField.NAME, text)));
  }
}
