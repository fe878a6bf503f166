package dev.sluice.service.addressbook;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.ServiceProvider;
import dev.sluice.call.StoppableService;
import dev.sluice.config.ConfigException;
import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class AddressBookServiceProviderTest {

  private final AddressBookServiceProvider provider = new AddressBookServiceProvider();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(ServiceProvider.class))
        .filteredOn(AddressBookServiceProvider.class::isInstance)
        .singleElement()
        .satisfies(found -> assertThat(found.name()).isEqualTo("addressbook"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"file\": 5} | file: 5 (expected: a string that is not blank, or null)",
        "{\"file\": \" \"} | file: \" \" (expected: a string that is not blank, or null)",
        "{\"file\": \"a\\u0000b\"} | file: \"a\\u0000b\" (expected: the path of a file)",
        "{\"store\": \"postgres\", \"file\": \"a\"} | file: \"a\" (expected: only with store file)",
        "{\"postgres\": {}} | postgres: (expected: only with store postgres)",
        "{\"store\": \"file\", \"postgres\": {\"port\": 1}} | postgres: (expected: only with store postgres)",
        "{\"fiel\": \"a\"} | fiel: unknown key (did you mean file?)"
      })
  void reportsOptionsAtFault(String options, String fault) {
    assertThat(provider.check(new JsonObject(options))).containsExactly(fault);
  }

  @Test
  void reportsAStoreThatThereIsNot() {
    assertThat(provider.check(new JsonObject("{\"store\": \"oracle\"}")))
        .singleElement()
        .asString()
        .startsWith("store: \"oracle\" (expected: one of file");
  }

  @Test
  void opensTheFileThatIsNamedAtOnce(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("people.book");

    StoppableService service =
        (StoppableService)
            await(provider.create(vertx, new JsonObject().put("file", file.toString())));

    assertThat(file).exists();
    await(service.close());
  }

  @Test
  void failsOfAFileThatCannotBeOpened(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("people.book"), "this is no address book");

    assertThatThrownBy(
            () -> await(provider.create(vertx, new JsonObject().put("file", file.toString()))))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.faults())
                    .singleElement()
                    .asString()
                    .startsWith("services.addressbook.file: " + file));
  }

  @Test
  void leavesTheDefaultFileAloneUntilACallNeedsIt() throws Exception {
    StoppableService service = (StoppableService) await(provider.create(vertx, new JsonObject()));

    await(service.close());

    assertThat(Path.of("addressbook.bin")).doesNotExist();
  }

  @Test
  void opensALazyStoreOnceAndAgainOnlyAfterItFailed() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    MemoryPersonStore store = MemoryPersonStore.of(1);
    LazyPersonStore lazy =
        new LazyPersonStore(
            () ->
                opened.incrementAndGet() == 1
                    ? Future.failedFuture(new AddressBookException("people.book: is locked"))
                    : Future.succeededFuture(store));

    assertThatThrownBy(() -> get(lazy, 1))
        .cause()
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> {
              assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
              assertThat(e.message()).isEqualTo("people.book: is locked");
            });
    assertThat(get(lazy, 1).getName()).isEqualTo("Person 1");
    assertThat(get(lazy, 1).getName()).isEqualTo("Person 1");
    assertThat(opened).hasValue(2);

    await(lazy.close());
    assertThat(store.closed).isTrue();
    assertThatThrownBy(() -> get(lazy, 1)).hasStackTraceContaining("UNAVAILABLE");
  }

  private Person get(PersonStore store, int id) throws Exception {
    return await(
        Future.future(promise -> vertx.runOnContext(v -> store.get(id).onComplete(promise))));
  }
}
