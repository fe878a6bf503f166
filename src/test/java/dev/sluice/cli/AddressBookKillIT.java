package dev.sluice.cli;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.v1.AddressBookServiceClient;
import dev.sluice.proto.addressbook.v1.AddressBookServiceGrpcClient;
import dev.sluice.proto.addressbook.v1.CreatePersonRequest;
import dev.sluice.proto.addressbook.v1.ListPeopleRequest;
import dev.sluice.proto.addressbook.v1.ListPeopleResponse;
import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the address book when the server is killed at any moment. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class AddressBookKillIT {

  private static final int KILLS = 20;
  private static final int CREATES = 200;
  private static final int PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
  @TempDir Path folder;

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void losesNoOneWhoWasAcknowledgedAndHasNoOneTwice() throws Exception {
    for (int kill = 0; kill <= KILLS; kill++) {
      try (SluiceProcess server = SluiceProcess.jar("-conf", conf(), "-instances", "2")) {
        GrpcClient client = GrpcClient.client(vertx);
        AddressBookServiceClient book =
            AddressBookServiceGrpcClient.create(
                client, SocketAddress.inetSocketAddress(server.port(), "localhost"));
        assertKept(people(book));
        if (kill < KILLS) {
          createUntilKilled(server, book, kill);
        }
        await(client.close());
      }
    }
    assertThat(acknowledged.size()).isBetween(KILLS, KILLS * CREATES - 1);
  }

  /** Kills the server when so many twentieths of the people were acknowledged. */
  private void createUntilKilled(SluiceProcess server, AddressBookServiceClient book, int kill)
      throws Exception {
    CountDownLatch enough = new CountDownLatch(kill * CREATES / KILLS);
    for (int i = 0; i < CREATES; i++) {
      String name = "Person " + kill + "/" + i;
      // What comes after the kill is not waited for: who was acknowledged by then must be there.
      book.createPerson(request(name))
          .onSuccess(
              person -> {
                acknowledged.merge(person.getId(), name, (first, second) -> first + second);
                enough.countDown();
              });
    }
    assertThat(enough.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    server.kill();
  }

  private static CreatePersonRequest request(String name) {
    return CreatePersonRequest.newBuilder()
        .setPerson(Person.newBuilder().setName(name).setEmail("someone@example.org"))
        .build();
  }

  private void assertKept(List<Person> people) throws Exception {
    Map<Integer, String> kept =
        people.stream().collect(Collectors.toMap(Person::getId, Person::getName));
    assertThat(kept).containsAllEntriesOf(acknowledged);
    assertThat(kept.values()).doesNotHaveDuplicates();
    AddressBook file = AddressBook.parseFrom(Files.readAllBytes(file()));
    assertThat(
            file.getPeopleList().stream()
                .collect(
                    Collectors.toMap(
                        dev.sluice.proto.addressbook.Person::getId,
                        dev.sluice.proto.addressbook.Person::getName)))
        .isEqualTo(kept);
    assertThat(file.getUnknownFields().asMap()).isEmpty();
  }

  private static List<Person> people(AddressBookServiceClient book) throws Exception {
    List<Person> people = new ArrayList<>();
    Function<String, ListPeopleRequest> page =
        token -> ListPeopleRequest.newBuilder().setPageSize(1_000).setPageToken(token).build();
    String token = "";
    do {
      ListPeopleResponse response = await(book.listPeople(page.apply(token)));
      people.addAll(response.getPeopleList());
      token = response.getNextPageToken();
    } while (!token.isEmpty());
    return people;
  }

  private Path file() {
    return folder.resolve("people.book");
  }

  private String conf() {
    return new JsonObject()
        .put("port", 0)
        .put("host", "localhost")
        // Nothing of what is tested here; to compile the rules takes most of a start.
        .put("validation", new JsonObject().put("enabled", false))
        .put(
            "services",
            new JsonObject()
                .put(
                    "addressbook",
                    new JsonObject().put("store", "file").put("file", file().toString())))
        .encode();
  }
}
