package dev.sluice.cli;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.AddressBookServiceClient;
import dev.sluice.proto.addressbook.v1.AddressBookServiceGrpcClient;
import dev.sluice.proto.addressbook.v1.CreatePersonRequest;
import dev.sluice.proto.addressbook.v1.DeletePersonRequest;
import dev.sluice.proto.addressbook.v1.GetPersonRequest;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.proto.addressbook.v1.PersonChange.Kind;
import dev.sluice.proto.addressbook.v1.UpdatePersonRequest;
import dev.sluice.proto.addressbook.v1.WatchPeopleRequest;
import dev.sluice.service.addressbook.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes of the jar that keep the same people in PostgreSQL. */
@Timeout(90)
class PostgresProcessIT {

  private final PostgresServer database = PostgresServer.get();
  private final String schema = PostgresServer.newSchema();
  private final Vertx vertx = Vertx.vertx();
  private final GrpcClient client = GrpcClient.client(vertx);

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    database.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
  }

  @Test
  void twoProcessesSeeEachOthersChanges() throws Exception {
    try (SluiceProcess one = start(database.conf(schema));
        SluiceProcess two = start(database.conf(schema))) {
      List<AddressBookServiceClient> clients = List.of(client(one), client(two));
      List<BlockingQueue<PersonChange>> told = new ArrayList<>();
      for (AddressBookServiceClient each : clients) {
        BlockingQueue<PersonChange> changes = new LinkedBlockingQueue<>();
        told.add(changes);
        await(each.watchPeople(WatchPeopleRequest.getDefaultInstance())).handler(changes::add);
      }

      Person ada = await(clients.get(0).createPerson(create("Ada")));
      Person bob = await(clients.get(1).createPerson(create("Bob")));
      Person eve = await(clients.get(0).updatePerson(rename(bob, "Eve")));
      await(clients.get(1).deletePerson(DeletePersonRequest.newBuilder().setId(1).build()));

      assertThat(List.of(ada.getId(), bob.getId())).containsExactly(1, 2);
      for (BlockingQueue<PersonChange> each : told) {
        assertThat(List.of(next(each), next(each), next(each), next(each)))
            .containsExactly(
                change(Kind.CREATED, ada),
                change(Kind.CREATED, bob),
                change(Kind.UPDATED, eve),
                change(Kind.DELETED, ada));
      }
      for (AddressBookServiceClient each : clients) {
        assertThat(await(each.getPerson(GetPersonRequest.newBuilder().setId(2).build())))
            .isEqualTo(eve);
      }
      assertThat(one.terminate().ended().code()).isZero();
      assertThat(two.terminate().ended().code()).isZero();
    }
  }

  @Test
  void refusesToStartWithoutItsDatabase() throws Exception {
    JsonObject nowhere = database.conf(schema).put("host", "localhost").put("port", 1);
    try (SluiceProcess process = start(nowhere)) {
      SluiceProcess.Ended ended = process.ended();

      assertThat(ended.code()).isNotZero();
      assertThat(ended.err())
          .contains("services.addressbook.postgres: the database localhost:1/")
          .contains("Connection to localhost:1 refused")
          .doesNotContain("\tat ");
    }
  }

  private static SluiceProcess start(JsonObject postgres) throws Exception {
    JsonObject book = new JsonObject().put("store", "postgres").put("postgres", postgres);
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", 0)
            .put("services", new JsonObject().put("addressbook", book));
    return SluiceProcess.jar("-conf", conf.encode(), "-instances", "2");
  }

  private AddressBookServiceClient client(SluiceProcess process) throws Exception {
    return AddressBookServiceGrpcClient.create(
        client, SocketAddress.inetSocketAddress(process.port(), "localhost"));
  }

  private static CreatePersonRequest create(String name) {
    return CreatePersonRequest.newBuilder().setPerson(Person.newBuilder().setName(name)).build();
  }

  private static UpdatePersonRequest rename(Person person, String name) {
    return UpdatePersonRequest.newBuilder()
        .setPerson(
            Person.newBuilder().setId(person.getId()).setName(name).setEtag(person.getEtag()))
        .build();
  }

  private static PersonChange change(Kind kind, Person person) {
    return PersonChange.newBuilder().setKind(kind).setPerson(person).build();
  }

  private static PersonChange next(BlockingQueue<PersonChange> changes) throws Exception {
    return changes.poll(30, TimeUnit.SECONDS);
  }
}
