package dev.sluice.service.addressbook;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.proto.addressbook.v1.GetPersonRequest;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.proto.addressbook.v1.PersonChange.Kind;
import dev.sluice.proto.addressbook.v1.WatchPeopleRequest;
import dev.sluice.service.addressbook.AddressBookServer.Call;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches: that they hold little, tell of changes in order, and end when they should. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AddressBookWatchTest {

  /** A person of some size: changes that fill what a client and a socket take. */
  private static final Person LONG_NAME =
      Person.newBuilder().setId(1).setName("x".repeat(1_000)).build();

  private static Call<WatchPeopleRequest, PersonChange> begin(AddressBookServer server) {
    Call<WatchPeopleRequest, PersonChange> call =
        server.call(
            "WatchPeople",
            WatchPeopleRequest.getDefaultInstance(),
            PersonChange.getDefaultInstance());
    call.send(WatchPeopleRequest.getDefaultInstance());
    call.client.halfClose();
    return call;
  }

  /** Begins a watch, and waits until it has. */
  private static Call<WatchPeopleRequest, PersonChange> watch(AddressBookServer server)
      throws Exception {
    Call<WatchPeopleRequest, PersonChange> call = begin(server);
    call.headers.get(20, TimeUnit.SECONDS);
    return call;
  }

  @Test
  void tellsOfChangesInTheirOrder() throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(1);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call = watch(server);
      call.client.request(Integer.MAX_VALUE);

      for (int i = 0; i < 300; i++) {
        store.tell(Kind.forNumber(1 + i % 3), Person.newBuilder().setId(i + 1).build());
      }

      await().until(() -> call.soFar().size() == 300);
      assertThat(call.soFar())
          .extracting(change -> change.getPerson().getId())
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(call.soFar().get(2).getKind()).isEqualTo(Kind.DELETED);
      assertThat(store.watchers).hasSize(1);
    }
  }

  @Test
  void endsAWatchWhoseClientCancels() throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(1);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call = watch(server);

      call.client.cancel("enough", null);

      await().until(store.watchers::isEmpty);
    }
  }

  @Test
  void abortsAWatchWhoseClientDoesNotRead() throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(1);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call = watch(server);

      await()
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> {
                for (int i = 0; i < 100; i++) {
                  store.tell(Kind.UPDATED, LONG_NAME);
                }
                return store.watchers.isEmpty();
              });

      call.client.request(Integer.MAX_VALUE);
      assertThat(call.status().getCode()).isEqualTo(Status.Code.ABORTED);
      assertThat(call.status().getDescription()).contains("1000 changes", "list the people");
    }
  }

  @Test
  void abortsAWatchOfManyBytesThatItsClientDoesNotRead() throws Exception {
    Person large = LONG_NAME.toBuilder().setName("x".repeat(100_000)).build();
    MemoryPersonStore store = MemoryPersonStore.of(1);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call = watch(server);
      AtomicInteger told = new AtomicInteger();

      await()
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> {
                // Too few for the bound of their count.
                for (int i = 0; i < 5 && told.get() < PersonWatch.MAX_WAITING / 2; i++) {
                  store.tell(Kind.UPDATED, large);
                  told.incrementAndGet();
                }
                return store.watchers.isEmpty();
              });

      call.client.request(Integer.MAX_VALUE);
      assertThat(call.status().getCode()).isEqualTo(Status.Code.ABORTED);
      assertThat(call.status().getDescription()).contains("4194304 bytes", "list the people");
      assertThat(told).hasValueGreaterThan(PersonWatch.MAX_WAITING_BYTES / 100_100);
    }
  }

  @Test
  void tellsOfAChangeThatIsLargerThanWhatMayWait() throws Exception {
    Person large = LONG_NAME.toBuilder().setName("x".repeat(5 << 20)).build();
    MemoryPersonStore store = MemoryPersonStore.of(1);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call = watch(server);
      call.client.request(Integer.MAX_VALUE);

      store.tell(Kind.UPDATED, large);

      // That is more than this client takes.
      assertThat(call.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(call.status().getDescription()).contains("message exceeds");
    }
  }

  @Test
  void endsAWatchWhenTheStoreLosesSight() throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(1);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call = watch(server);

      store.watchers.forEach(watcher -> watcher.end().handle(StoreFaults.unavailable("gone")));

      assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(call.status().getDescription())
          .isEqualTo("gone; list the people, and watch again");
    }
  }

  @Test
  void endsWatchesAtOnceWhenTheServerStops() throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(1);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call = watch(server);

      Future<Void> stopped = server.stop();

      assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(call.status().getDescription()).startsWith("the server is stopping");
      await(stopped);
      assertThat(store.watchers).isEmpty();
      assertThat(store.closed).isTrue();
    }
  }

  @Test
  void closesAWatchThatBeginsAfterItsClientHasGone() throws Exception {
    Promise<Void> gate = Promise.promise();
    AtomicInteger asked = new AtomicInteger();
    MemoryPersonStore store =
        new MemoryPersonStore() {
          @Override
          public Future<Watch> watch(Handler<PersonChange> changes, Handler<Throwable> end) {
            Future<Watch> begun = super.watch(changes, end);
            asked.incrementAndGet();
            return gate.future().compose(v -> begun);
          }
        };
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call = begin(server);
      await().until(() -> asked.get() == 1);
      call.client.cancel("enough", null);
      // The next call of the same connection is answered after the server has seen the cancel.
      server
          .ask("GetPerson", GetPersonRequest.getDefaultInstance(), Person.getDefaultInstance())
          .status();

      gate.complete();

      await().until(store.watchers::isEmpty);
    }
  }

  @Test
  void failsAWatchThatCannotBegin() throws Exception {
    MemoryPersonStore store =
        new MemoryPersonStore() {
          @Override
          public Future<Watch> watch(Handler<PersonChange> changes, Handler<Throwable> end) {
            return Future.failedFuture(new StatusException(GrpcStatus.UNAVAILABLE, "not now"));
          }
        };
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<WatchPeopleRequest, PersonChange> call =
          server.ask(
              "WatchPeople",
              WatchPeopleRequest.getDefaultInstance(),
              PersonChange.getDefaultInstance());

      assertThat(call.status().getDescription()).isEqualTo("not now");
    }
  }
}
