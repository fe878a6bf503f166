package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneNumber;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.proto.addressbook.v1.PersonChange.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresPersonStoreTest extends PersonStoreTest {

  private static final Person ADA = Person.newBuilder().setName("Ada").setId(1).build();
  private static final Person BOB = Person.newBuilder().setName("Bob").setId(2).build();

  private final PostgresServer server = PostgresServer.get();
  private final String schema = PostgresServer.newSchema();
  private final List<Vertx> processes = new ArrayList<>();

  /** What a watcher was told. */
  private static final class Told {
    final BlockingQueue<PersonChange> changes = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> end = new LinkedBlockingQueue<>();

    PersonStore.Watch watch(PersonStore store) {
      return get(store.watch(changes::add, end::add));
    }

    PersonChange next() throws InterruptedException {
      return changes.poll(20, TimeUnit.SECONDS);
    }
  }

  @Override
  Future<PersonStore> open() {
    return PostgresPersonStore.open(vertx, options(conf()), InstantSource.system());
  }

  @AfterEach
  void closeOthers() throws Exception {
    for (Vertx vertx : processes) {
      get(vertx.close());
    }
    server.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
  }

  @Test
  void twoProcessesSeeEachOthersChanges() throws Exception {
    PersonStore other = open(options(conf()));
    Told told = new Told();
    Told otherTold = new Told();
    told.watch(store);
    otherTold.watch(other);

    Person ada = get(store.create(List.of(ADA))).get(0);
    Person renamed = get(other.update(1, ada.getEtag(), p -> p.toBuilder().setName("Eve").build()));
    Person gone = get(store.delete(1, renamed.getEtag()));

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
    told.watch(open(options(conf())));

    Person created = get(store.create(List.of(BOB, large.build()))).get(1);
    Person updated = get(store.update(7, null, p -> p.toBuilder().setEmail("ada@x.org").build()));
    get(store.delete(7, null));

    assertThat(created.getSerializedSize()).isGreaterThan(16_000);
    assertThat(told.next().getPerson().getName()).isEqualTo("Bob");
    assertThat(told.next()).isEqualTo(change(Kind.CREATED, created));
    assertThat(told.next()).isEqualTo(change(Kind.UPDATED, updated));
    assertThat(told.next()).isEqualTo(change(Kind.DELETED, updated));
  }

  @Test
  void tellsNothingOfWhatWasDoneBefore() throws Exception {
    PersonStore other = open(options(conf()));
    Told first = new Told();
    first.watch(store);
    for (int i = 1; i <= 50; i++) {
      get(other.create(List.of(ADA.toBuilder().setId(i).build())));
      Told told = new Told();
      PersonStore.Watch watch = told.watch(store);
      get(other.delete(i, null));
      PersonChange next = told.next();
      watch.close();

      assertThat(next.getKind()).isEqualTo(Kind.DELETED);
    }
    assertThat(first.changes).hasSize(100);
  }

  @Test
  void listensOnlyWhileSomeoneWatches() throws Exception {
    String listening =
        "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN \"" + schema + ".person\"'";
    PersonStore.Watch one = new Told().watch(store);
    PersonStore.Watch two = new Told().watch(store);

    assertThat(server.count(listening)).isEqualTo(1);
    one.close();
    one.close();
    assertThat(server.count(listening)).isEqualTo(1);
    two.close();
    Awaitility.await().untilAsserted(() -> assertThat(server.count(listening)).isZero());
  }

  @Test
  void cutConnectionEndsWatchesAndTheNextCallsWork() throws Exception {
    Told told = new Told();
    told.watch(store);
    get(store.create(List.of(ADA)));
    told.next();

    server.terminateConnections();

    assertUnavailable(told.end.poll(20, TimeUnit.SECONDS));
    Told next = new Told();
    next.watch(store);
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(get(store.get(1)).getName()).isEqualTo("Ada"));
    get(store.delete(1, null));
    assertThat(next.next().getKind()).isEqualTo(Kind.DELETED);
    assertThat(told.changes).isEmpty();
    assertThat(told.end).isEmpty();
  }

  @Test
  void recoversWhenTheServerIsBack() throws Exception {
    Told told = new Told();
    told.watch(store);
    get(store.create(List.of(ADA)));
    server.stop();
    try {
      assertUnavailable(told.end.poll(20, TimeUnit.SECONDS));
      assertUnavailable(store.get(1));
      assertUnavailable(store.create(List.of(BOB)));
      assertUnavailable(store.watch(change -> {}, end -> {}));
    } finally {
      server.start();
    }

    assertThat(get(store.get(1)).getName()).isEqualTo("Ada");
    told.changes.clear();
    told.watch(store);
    get(store.create(List.of(BOB)));
    assertThat(told.next().getPerson().getName()).isEqualTo("Bob");
  }

  @Test
  void choosesIdsOnceAmongProcesses() {
    PersonStore other = open(options(conf()));
    Person nobody = ADA.toBuilder().clearId().build();
    List<Future<List<Person>>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(store.create(List.of(nobody, nobody)));
      calls.add(other.create(List.of(nobody)));
      calls.add(
          other.createMissing(List.of(ADA.toBuilder().setId(3 * i + 2).build())).map(List.of()));
    }
    List<Integer> ids =
        calls.stream().flatMap(call -> get(call).stream()).map(Person::getId).toList();

    assertThat(ids).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void simultaneousChangesAreAllMade() {
    PersonStore other = open(options(conf()));
    get(store.create(List.of(ADA.toBuilder().setName("0").build())));
    List<Future<Person>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(store.update(1, null, PostgresPersonStoreTest::increment));
      calls.add(other.update(1, null, PostgresPersonStoreTest::increment));
    }
    calls.forEach(PostgresPersonStoreTest::get);

    assertThat(get(store.get(1)).getName()).isEqualTo("100");
  }

  @Test
  void callsThatFindNoConnectionAreUnavailable() throws Exception {
    PersonStore small = open(options(conf().put("poolSize", 1).put("maxQueue", 1)));
    assertStatus(small.get(1), GrpcStatus.NOT_FOUND);
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + schema + ".person");
      Future<Person> first = small.get(1);
      Future<Person> second = small.get(1);
      assertUnavailable(small.get(1));
      connection.rollback();

      assertStatus(first, GrpcStatus.NOT_FOUND);
      assertStatus(second, GrpcStatus.NOT_FOUND);
    }
  }

  @Test
  void callThatTakesTooLongIsUnavailable() throws Exception {
    PersonStore hurried = open(options(conf().put("queryTimeoutSeconds", 1)));
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + schema + ".person");

      assertUnavailable(hurried.get(1));
      assertUnavailable(hurried.update(1, null, p -> p));
      connection.rollback();
    }
    get(hurried.create(List.of(ADA)));
  }

  @Test
  void serverThatFallsSilentIsUnavailableUntilItIsFoundAgain() throws Exception {
    Vertx proxy = Vertx.vertx();
    processes.add(proxy);
    AtomicBoolean silent = new AtomicBoolean();
    NetClient client = proxy.createNetClient();
    JsonObject conf = conf();
    NetServer listening =
        proxy
            .createNetServer()
            .connectHandler(
                from -> {
                  from.pause();
                  client
                      .connect(conf().getInteger("port"), conf().getString("host"))
                      .onSuccess(to -> forward(from, to, silent));
                });
    conf.put("host", "localhost").put("port", get(listening.listen(0, "localhost")).actualPort());
    PersonStore behind =
        open(
            options(
                conf.put("poolSize", 1)
                    .put("acquireTimeoutSeconds", 1)
                    .put("queryTimeoutSeconds", 1)));
    get(behind.create(List.of(ADA)));

    silent.set(true);
    assertUnavailable(behind.get(1));
    silent.set(false);

    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(get(behind.get(1)).getName()).isEqualTo("Ada"));
  }

  /** Passes on what comes; a connection on which something came in silence stays silent. */
  private static void forward(NetSocket from, NetSocket to, AtomicBoolean silent) {
    AtomicBoolean stuck = new AtomicBoolean();
    for (List<NetSocket> way : List.of(List.of(from, to), List.of(to, from))) {
      way.get(0)
          .handler(
              data -> {
                if (silent.get()) {
                  stuck.set(true);
                } else if (!stuck.get()) {
                  way.get(1).write(data);
                }
              });
      way.get(0).closeHandler(none -> way.get(1).close());
    }
    from.resume();
  }

  @Test
  void textsMayHaveNul() {
    Person odd = ADA.toBuilder().setName("A\u0000da \uD83D\uDE00").setEmail("\u0000").build();

    assertThat(get(store.create(List.of(odd))).get(0).getName()).isEqualTo(odd.getName());
    assertThat(get(store.list(name("\u0000DA"), 0, 10))).hasSize(1);
    assertThat(get(store.list(name("\u0000b"), 0, 10))).isEmpty();
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

  @Test
  void filtersAsJavaDoes() {
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
    List<Person> stored = get(store.create(people));

    for (PersonFilter.Term term : terms()) {
      PersonFilter filter = new PersonFilter(List.of(term));
      assertThat(get(store.list(filter, 0, 100)))
          .as(term.toString())
          .isEqualTo(stored.stream().filter(filter).toList());
    }
  }

  @Test
  void tablesThatAreGoneAreToBeSeenToByHand() throws Exception {
    server.execute("DROP TABLE " + schema + ".person");

    assertStatus(store.get(1), GrpcStatus.FAILED_PRECONDITION);
  }

  @Test
  void storesOfOneProcessShareTheirConnections() throws Exception {
    Vertx vertx = Vertx.vertx();
    processes.add(vertx);
    PostgresOptions options = options(conf().put("poolSize", 2));
    PersonStore one = get(PostgresPersonStore.open(vertx, options, InstantSource.system()));
    PersonStore two = get(PostgresPersonStore.open(vertx, options, InstantSource.system()));
    String connections =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sluice' AND query LIKE '%SELECT id, content%'";
    long others = server.count(connections);
    List<Future<List<Person>>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add((i % 2 == 0 ? one : two).list(PersonFilter.ALL, 0, 1));
    }
    calls.forEach(PostgresPersonStoreTest::get);

    assertThat(server.count(connections) - others).isEqualTo(2);
    get(one.close());
    get(one.close());
    get(two.list(PersonFilter.ALL, 0, 1));
    get(two.close());
    Awaitility.await().untilAsserted(() -> assertThat(server.count(connections)).isEqualTo(others));
  }

  @Test
  void processesThatStartAtOnceMigrateOnce() throws Exception {
    String fresh = PostgresServer.newSchema();
    try {
      List<Future<PersonStore>> opening = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Vertx vertx = Vertx.vertx();
        processes.add(vertx);
        opening.add(
            PostgresPersonStore.open(vertx, options(server.conf(fresh)), InstantSource.system()));
      }
      opening.forEach(PostgresPersonStoreTest::get);

      assertThat(
              server.count(
                  "SELECT count(*) FROM " + fresh + ".flyway_schema_history WHERE version = '1'"))
          .isEqualTo(1);
    } finally {
      server.execute("DROP SCHEMA IF EXISTS " + fresh + " CASCADE");
    }
  }

  @Test
  void rightPasswordIsAccepted(@TempDir Path folder) throws Exception {
    server.assumePrivate();
    Path file = Files.writeString(folder.resolve("password"), "right\n");
    JsonObject conf = guarded().put("passwordFile", file.toString());

    assertThat(get(open(options(conf)).list(PersonFilter.ALL, 0, 1))).isEmpty();
  }

  @Test
  void wrongPasswordIsSaidAtTheStart() {
    server.assumePrivate();

    assertThatThrownBy(() -> open(options(guarded().put("password", "s3cret"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "services.addressbook.postgres: the database "
                + server.address()
                + " cannot be used: FATAL: password authentication failed for user \"guarded\"")
        .message()
        .doesNotContain("s3cret", "\n");
  }

  @Test
  void passwordThatIsNotThereIsSaidAtTheStart() {
    assertThatThrownBy(() -> open(options(guarded().put("passwordFile", "/no/such"))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("services.addressbook.postgres.passwordFile: \"/no/such\": cannot be read");
    assertThatThrownBy(() -> open(options(guarded().put("passwordVariable", "NO_SUCH"))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("services.addressbook.postgres.passwordVariable: \"NO_SUCH\": is not set");
  }

  @Test
  void serverThatIsNotThereIsSaidAtTheStart() {
    JsonObject nowhere = conf().put("host", "localhost").put("port", 1).put("database", "x");

    assertThatThrownBy(() -> open(options(nowhere)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("localhost:1/x cannot be used: Connection to localhost:1 refused");
  }

  @Test
  void serverThatDoesNotAnswerIsSaidAtTheStart() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JsonObject conf =
          conf()
              .put("host", "localhost")
              .put("port", silent.getLocalPort())
              .put("connectTimeoutSeconds", 1);

      assertThatThrownBy(() -> open(options(conf)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("cannot be used: ");
    }
  }

  private JsonObject conf() {
    return server.conf(schema);
  }

  private JsonObject guarded() {
    JsonObject conf = conf().put("user", PostgresServer.GUARDED_USER);
    conf.remove("password");
    return conf;
  }

  private static PostgresOptions options(JsonObject conf) {
    return ConfReader.read(conf, "", PostgresOptions::read);
  }

  private PersonStore open(PostgresOptions options) {
    Vertx vertx = Vertx.vertx();
    processes.add(vertx);
    return get(PostgresPersonStore.open(vertx, options, InstantSource.system()));
  }

  private static Person increment(Person person) {
    return person.toBuilder()
        .setName(Integer.toString(Integer.parseInt(person.getName()) + 1))
        .build();
  }

  private static PersonFilter name(String text) {
    return new PersonFilter(List.of(new PersonFilter.Contains(PersonFilter.TextField.NAME, text)));
  }

  private static void assertUnavailable(Future<?> call) {
    assertThatThrownBy(() -> get(call)).satisfies(PostgresPersonStoreTest::assertUnavailable);
  }

  private static void assertUnavailable(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> {
              assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
              assertThat(e.message()).startsWith("the database ").doesNotContain("person", "ERROR");
            });
  }

  private static void assertStatus(Future<?> call, GrpcStatus status) {
    assertThatThrownBy(() -> get(call))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
