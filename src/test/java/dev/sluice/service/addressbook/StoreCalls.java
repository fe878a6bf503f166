package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneNumber;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.service.addressbook.PersonFilter.Term;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Calls of a store, and what they are made with. */
final class StoreCalls {

  static final long PATIENCE_SECONDS = 30;

  private StoreCalls() {}

  /** Someone with an e-mail address and a telephone. */
  static Person person(int id, String name) {
    return person(id, name, "someone@example.org", PhoneType.HOME);
  }

  /** Someone with telephones of these types. */
  static Person person(int id, String name, String email, PhoneType... phones) {
    Person.Builder person = Person.newBuilder().setId(id).setName(name).setEmail(email);
    for (PhoneType type : phones) {
      person.addPhones(number("+1 555 0100", type));
    }
    return person.build();
  }

  static PhoneNumber number(String number, PhoneType type) {
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

  /** Waits for so many changes. */
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

  /** Makes a call on a context. */
  static <T> Future<T> on(Context context, Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> call.get().onComplete(promise));
    return promise.future();
  }

  /** Waits, and throws what the future fails with. */
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

  /** Waits for a failure with the status. */
  static StatusException assertFails(GrpcStatus status, Future<?> future) {
    StatusException failure = catchThrowableOfType(StatusException.class, () -> await(future));
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.status()).as(failure.message()).isEqualTo(status);
    return failure;
  }
}
