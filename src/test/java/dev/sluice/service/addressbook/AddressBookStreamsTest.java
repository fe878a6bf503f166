package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.ExportPeopleRequest;
import dev.sluice.proto.addressbook.v1.GetPersonRequest;
import dev.sluice.proto.addressbook.v1.ImportPeopleRequest;
import dev.sluice.proto.addressbook.v1.ImportPeopleResponse;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.service.addressbook.AddressBookServer.Call;
import io.grpc.Status;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports and imports: that they hold little, and end when they should. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AddressBookStreamsTest {

  private static final int MANY = 100_000;

  /** A person of some size: changes that fill what a client and a socket take. */
  private static final Person LONG_NAME =
      Person.newBuilder().setId(1).setName("x".repeat(1_000)).build();

  private static Call<ExportPeopleRequest, Person> export(AddressBookServer server, String filter) {
    Call<ExportPeopleRequest, Person> call =
        server.call(
            "ExportPeople", ExportPeopleRequest.getDefaultInstance(), Person.getDefaultInstance());
    call.send(ExportPeopleRequest.newBuilder().setFilter(filter).build());
    call.client.halfClose();
    return call;
  }

  private static Call<ImportPeopleRequest, ImportPeopleResponse> startImport(
      AddressBookServer server) {
    Call<ImportPeopleRequest, ImportPeopleResponse> call =
        server.call(
            "ImportPeople",
            ImportPeopleRequest.getDefaultInstance(),
            ImportPeopleResponse.getDefaultInstance());
    call.client.request(1);
    return call;
  }

  private static ImportPeopleRequest imported(int id) {
    return ImportPeopleRequest.newBuilder()
        .setPerson(Person.newBuilder().setId(id).setName("Person " + id))
        .build();
  }

  /**
   * Waits until a count does not change while other calls of the connection are answered, before
   * which both sides have dealt with what they were sent.
   */
  private static int settled(AtomicInteger count, AddressBookServer server) throws Exception {
    GetPersonRequest one = GetPersonRequest.newBuilder().setId(1).build();
    int seen = 0;
    for (int same = 0; same < 20; ) {
      server.ask("GetPerson", one, Person.getDefaultInstance()).one();
      same = count.get() == seen && seen > 0 ? same + 1 : 0;
      seen = count.get();
    }
    return seen;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 1_000})
  void exportsEveryoneInTheOrderOfTheirIds(int count) throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(count);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<ExportPeopleRequest, Person> call = export(server, "");
      call.client.request(Integer.MAX_VALUE);

      assertThat(call.all()).extracting(Person::getId).isEqualTo(store.ids());
    }
  }

  @Test
  void exportsThoseWhoMatch() throws Exception {
    try (AddressBookServer server = AddressBookServer.start(MemoryPersonStore.of(1_000))) {
      Call<ExportPeopleRequest, Person> call = export(server, "name:\"son 99\"");
      call.client.request(Integer.MAX_VALUE);

      assertThat(call.all()).hasSize(11);
    }
  }

  @Test
  void asksForPagesNoFasterThanTheClientReads() throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(MANY);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<ExportPeopleRequest, Person> call = export(server, "");
      call.client.request(1);

      assertThat(settled(store.pages, server)).isBetween(1, MANY / 256 / 10);

      call.client.request(Integer.MAX_VALUE);
      assertThat(call.all()).extracting(Person::getId).isEqualTo(store.ids());
    }
  }

  @Test
  void asksForNoMorePagesWhenTheClientCancels() throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(MANY);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<ExportPeopleRequest, Person> call = export(server, "");
      call.client.request(1);
      int pages = settled(store.pages, server);

      call.client.cancel("enough", null);

      // The next call of the same connection is answered after the server has seen the cancel.
      Call<ExportPeopleRequest, Person> next = export(server, "name = \"Person 1\"");
      next.client.request(Integer.MAX_VALUE);
      assertThat(next.all()).hasSize(1);
      assertThat(store.pages).hasValue(pages + 1);
    }
  }

  @Test
  void failsAnExportWhoseStoreFails() throws Exception {
    MemoryPersonStore store =
        new MemoryPersonStore() {
          @Override
          public Future<List<Person>> list(PersonFilter filter, int afterId, int limit) {
            return Future.failedFuture(StoreFaults.unavailable("the disk is away"));
          }
        };
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Status status = export(server, "").status();

      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).isEqualTo("the disk is away");
    }
  }

  @Test
  void importsThoseWhoAreMissing() throws Exception {
    MemoryPersonStore store = MemoryPersonStore.of(10);
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<ImportPeopleRequest, ImportPeopleResponse> call = startImport(server);
      for (int id = 1; id <= 1_234; id++) {
        call.send(imported(id));
      }
      call.send(imported(1_234));
      call.client.halfClose();

      ImportPeopleResponse answer = call.one();
      assertThat(answer.getCreatedCount()).isEqualTo(1_224);
      assertThat(answer.getExistingCount()).isEqualTo(11);
      assertThat(store.ids()).hasSize(1_234);
    }
  }

  @Test
  void importsNobody() throws Exception {
    try (AddressBookServer server = AddressBookServer.start(MemoryPersonStore.of(1))) {
      Call<ImportPeopleRequest, ImportPeopleResponse> call = startImport(server);
      call.client.halfClose();

      assertThat(call.one()).isEqualTo(ImportPeopleResponse.getDefaultInstance());
    }
  }

  /** A store that adds a batch when it is told to. */
  private static final class GatedStore extends MemoryPersonStore {

    final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    final Promise<Void> gate = Promise.promise();

    @Override
    public Future<Integer> createMissing(List<Person> added) {
      batches.add(added.size());
      Context context = Vertx.currentContext();
      Promise<Integer> done = Promise.promise();
      gate.future()
          .onSuccess(open -> context.runOnContext(v -> super.createMissing(added).onComplete(done)))
          .onFailure(done::fail);
      return done.future();
    }
  }

  @Test
  void holdsTheClientUpWhileABatchIsWritten() throws Exception {
    GatedStore store = new GatedStore();
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<ImportPeopleRequest, ImportPeopleResponse> call = startImport(server);
      int sent = 0;
      // The client may send while the windows of the connection and its own buffer have room.
      while (call.client.isReady() || store.batches.isEmpty()) {
        if (call.client.isReady()) {
          call.send(imported(++sent));
        }
        assertThat(sent).isLessThan(MANY);
      }

      assertThat(store.batches).containsExactly(500);
      store.gate.complete();
      call.client.halfClose();
      assertThat(call.one().getCreatedCount()).isEqualTo(sent);
    }
  }

  @Test
  void writesALargeBatchEarlier() throws Exception {
    GatedStore store = new GatedStore();
    store.gate.complete();
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<ImportPeopleRequest, ImportPeopleResponse> call = startImport(server);
      Person.Builder large = LONG_NAME.toBuilder();
      for (int i = 0; i < 1_000; i++) {
        large.addPhonesBuilder().setNumber("+1 (555) 010-0199 ".repeat(2));
      }
      for (int id = 1; id <= 60; id++) {
        call.send(ImportPeopleRequest.newBuilder().setPerson(large.setId(id)).build());
      }
      call.client.halfClose();

      assertThat(call.one().getCreatedCount()).isEqualTo(60);
      assertThat(store.batches).hasSizeBetween(3, 4);
    }
  }

  @Test
  void failsAnImportWhoseStoreFails() throws Exception {
    GatedStore store = new GatedStore();
    store.gate.fail(StoreFaults.exhausted("the disk is full"));
    try (AddressBookServer server = AddressBookServer.start(store)) {
      Call<ImportPeopleRequest, ImportPeopleResponse> call = startImport(server);
      for (int id = 1; id <= 600; id++) {
        call.send(imported(id));
      }

      assertThat(call.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(store.batches).containsExactly(500);
    }
  }
}
