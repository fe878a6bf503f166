package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ImportPeopleCommandTest {

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private Path file;
  private int port;

  @BeforeEach
  void findPort() throws Exception {
    file = folder.resolve("people.book");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
  }

  private void startServer() throws Exception {
    JsonObject book = new JsonObject().put("file", folder.resolve("served.book").toString());
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", port)
            .put("services", new JsonObject().put("addressbook", book));
    vertx
        .deployVerticle(new ServerVerticle(), new DeploymentOptions().setConfig(conf))
        .toCompletionStage()
        .toCompletableFuture()
        .get(15, TimeUnit.SECONDS);
  }

  private void write(Person... people) throws Exception {
    AddressBook.Builder book = AddressBook.newBuilder();
    for (Person person : people) {
      book.addPeople(person);
    }
    Files.write(file, book.build().toByteArray());
  }

  private static Person person(int id, String name) {
    return Person.newBuilder().setId(id).setName(name).build();
  }

  private CommandRun run(String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "import-people";
    args[1] = file.toString();
    args[2] = "--target";
    args[3] = "localhost:" + port;
    System.arraycopy(options, 0, args, 4, options.length);
    return CommandRun.of(args);
  }

  private String served(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
            BodyHandlers.ofString())
        .body();
  }

  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  @Test
  void addsThoseWhoAreMissing() throws Exception {
    startServer();
    Person ada =
        person(1, "Ada Lovelace").toBuilder()
            .setEmail("ada@example.org")
            .addPhones(PhoneNumber.newBuilder().setNumber("+44 20 7946 0000").setTypeValue(1))
            .build();
    write(ada);
    assertThat(run().out()).isEqualTo(lines("added: 1, already there: 0"));
    write(person(1, "Someone else"), person(2, "Grace Hopper"), person(2, "Again"));

    CommandRun again = run();

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(lines("added: 1, already there: 2"));
    JsonObject kept = new JsonObject(served("/v1/people/1"));
    kept.remove("etag");
    kept.remove("lastUpdated");
    assertThat(kept)
        .isEqualTo(
            new JsonObject(
                "{\"name\":\"Ada Lovelace\",\"id\":1,\"email\":\"ada@example.org\","
                    + "\"phones\":[{\"number\":\"+44 20 7946 0000\",\"type\":\"HOME\"}]}"));
    assertThat(served("/v1/people/2")).contains("Grace Hopper");
  }

  @Test
  void showsHowFarItHasCome() throws Exception {
    startServer();
    Person[] people = new Person[2_500];
    for (int i = 0; i < people.length; i++) {
      people[i] = person(i + 1, "Person " + i);
    }
    write(people);

    CommandRun run = run();

    assertThat(run.out()).isEqualTo(lines("added: 2500, already there: 0"));
    assertThat(run.err().lines())
        .hasSize(3)
        .allMatch(line -> line.matches(" *\\d+ %  \\d+ of 2500, \\d+/s(, \\d+ s left)?"))
        .last()
        .asString()
        .startsWith("100 %  2500 of 2500");
  }

  @Test
  void stopsAtAPersonWhoBreaksARule() throws Exception {
    startServer();
    write(person(1, "Ada"), person(7, " "), person(8, "Grace"));

    CommandRun run = run();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(lines("sluice: person with id 7: person: name must not be blank"));
    assertThat(run.out()).isEqualTo(lines("added: 0, already there: 0"));
  }

  @Test
  void leavesOutThoseWhoBreakARuleWhenTold() throws Exception {
    startServer();
    write(person(1, "Ada"), person(7, " "), person(8, "Grace"), person(0, "Nobody"));

    CommandRun run = run("--skip-invalid");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(lines("added: 2, already there: 0, left out: 2"));
    assertThat(run.err())
        .contains("person with id 7: person: name must not be blank")
        .contains("person with id 0: person: id must be at least 1");
  }

  @Test
  void waitsForAServerThatIsAway() throws Exception {
    write(person(1, "Ada"));
    CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(this::run);

    startServer();

    assertThat(run.get(40, TimeUnit.SECONDS).out()).isEqualTo(lines("added: 1, already there: 0"));
  }

  @Test
  void sendsNobodyOfAFileThatIsNotWhole() throws Exception {
    startServer();
    write(person(1, "Ada"), person(2, "Grace"));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));

    CommandRun run = run();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("sluice: " + file + ": is truncated at byte ");
    assertThat(run.out()).isEmpty();
    assertThat(served("/v1/people")).isEqualTo("{}");
  }
}
