package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ConfigException;
import dev.sluice.proto.addressbook.v1.Person;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the PostgreSQL store does when the server is not well. */
@Timeout(60)
class PostgresOutageTest {

  private static final Person ADA = Person.newBuilder().setName("Ada").setId(1).build();
  private static final Person BOB = Person.newBuilder().setName("Bob").setId(2).build();

  @RegisterExtension final PostgresStores stores = new PostgresStores();
  private PersonStore store;

  @BeforeEach
  void open() throws Exception {
    store = stores.open(stores.conf());
  }

  @Test
  void cutConnectionEndsWatchesAndTheNextCallsWork() throws Exception {
    Told told = new Told();
    told.watch(store);
    await(store.create(List.of(ADA)));
    told.next();

    stores.server.terminateConnections();

    assertUnavailable(told.end());
    Told next = new Told();
    next.watch(store);
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(await(store.get(1)).getName()).isEqualTo("Ada"));
    await(store.delete(1, null));
    assertThat(next.next().getKind()).isEqualTo(Kind.DELETED);
    assertThat(told.changes).isEmpty();
    assertThat(told.ends).isEmpty();
  }

  @Test
  void recoversWhenTheServerIsBack() throws Exception {
    Told told = new Told();
    told.watch(store);
    await(store.create(List.of(ADA)));
    stores.server.stop();
    try {
      assertUnavailable(told.end());
      assertUnavailable(store.get(1));
      assertUnavailable(store.create(List.of(BOB)));
      assertUnavailable(store.watch(change -> {}, end -> {}));
    } finally {
      stores.server.start();
    }

    assertThat(await(store.get(1)).getName()).isEqualTo("Ada");
    told.changes.clear();
    told.watch(store);
    await(store.create(List.of(BOB)));
    assertThat(told.next().getPerson().getName()).isEqualTo("Bob");
  }

  @Test
  void callsThatFindNoConnectionAreUnavailable() throws Exception {
    PersonStore small = stores.open(stores.conf().put("poolSize", 1).put("maxQueue", 1));
    assertFails(GrpcStatus.NOT_FOUND, small.get(1));
    try (Connection connection = stores.server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + stores.schema + ".person");
      Future<Person> first = small.get(1);
      Future<Person> second = small.get(1);
      assertUnavailable(small.get(1));
      connection.rollback();

      assertFails(GrpcStatus.NOT_FOUND, first);
      assertFails(GrpcStatus.NOT_FOUND, second);
    }
  }

  @Test
  void callThatTakesTooLongIsUnavailable() throws Exception {
    PersonStore hurried = stores.open(stores.conf().put("queryTimeoutSeconds", 1));
    try (Connection connection = stores.server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + stores.schema + ".person");

      assertUnavailable(hurried.get(1));
      assertUnavailable(hurried.update(1, null, p -> p));
      connection.rollback();
    }
    await(hurried.create(List.of(ADA)));
  }

  @Test
  void serverThatFallsSilentIsUnavailableUntilItIsFoundAgain() throws Exception {
    Vertx proxy = stores.process();
    AtomicBoolean silent = new AtomicBoolean();
    NetClient client = proxy.createNetClient();
    JsonObject conf = stores.conf();
    NetServer listening =
        proxy
            .createNetServer()
            .connectHandler(
                from -> {
                  from.pause();
                  client
                      .connect(stores.conf().getInteger("port"), stores.conf().getString("host"))
                      .onSuccess(to -> forward(from, to, silent));
                });
    conf.put("host", "localhost").put("port", await(listening.listen(0, "localhost")).actualPort());
    PersonStore behind =
        stores.open(
            conf.put("poolSize", 1).put("acquireTimeoutSeconds", 1).put("queryTimeoutSeconds", 1));
    await(behind.create(List.of(ADA)));

    silent.set(true);
    assertUnavailable(behind.get(1));
    silent.set(false);

    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(await(behind.get(1)).getName()).isEqualTo("Ada"));
  }

  @Test
  void tablesThatAreGoneAreToBeSeenToByHand() throws Exception {
    stores.server.execute("DROP TABLE " + stores.schema + ".person");

    assertFails(GrpcStatus.FAILED_PRECONDITION, store.get(1));
  }

  @Test
  void rightPasswordIsAccepted(@TempDir Path folder) throws Exception {
    stores.server.assumePrivate();
    Path file = Files.writeString(folder.resolve("password"), "right\n");
    JsonObject conf = guarded().put("passwordFile", file.toString());

    assertThat(await(stores.open(conf).list(PersonFilter.ALL, 0, 1))).isEmpty();
  }

  @Test
  void wrongPasswordIsSaidAtTheStart() throws Exception {
    stores.server.assumePrivate();

    assertThatThrownBy(() -> stores.open(guarded().put("password", "s3cret")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "services.addressbook.postgres: the database "
                + stores.server.address()
                + " cannot be used: FATAL: password authentication failed for user \"guarded\"")
        .message()
        .doesNotContain("s3cret", "\n");
  }

  @Test
  void passwordThatIsNotThereIsSaidAtTheStart() throws Exception {
    assertThatThrownBy(() -> stores.open(guarded().put("passwordFile", "/no/such")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("services.addressbook.postgres.passwordFile: \"/no/such\": cannot be read");
    assertThatThrownBy(() -> stores.open(guarded().put("passwordEnv", "NO_SUCH")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("services.addressbook.postgres.passwordEnv: \"NO_SUCH\": is not set");
  }

  @Test
  void serverThatIsNotThereIsSaidAtTheStart() throws Exception {
    JsonObject nowhere = stores.conf().put("host", "localhost").put("port", 1).put("database", "x");

    assertThatThrownBy(() -> stores.open(nowhere))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("localhost:1/x cannot be used: Connection to localhost:1 refused");
  }

  @Test
  void serverThatDoesNotAnswerIsSaidAtTheStart() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JsonObject conf =
          stores
              .conf()
              .put("host", "localhost")
              .put("port", silent.getLocalPort())
              .put("connectTimeoutSeconds", 1);

      assertThatThrownBy(() -> stores.open(conf))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("cannot be used: ");
    }
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

  private JsonObject guarded() {
    JsonObject conf = stores.conf().put("user", PostgresServer.GUARDED_USER);
    conf.remove("password");
    return conf;
  }

  private static void assertUnavailable(Future<?> call) {
    assertUnavailable(assertFails(GrpcStatus.UNAVAILABLE, call));
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
}
