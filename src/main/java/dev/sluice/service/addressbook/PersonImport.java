package dev.sluice.service.addressbook;

import dev.sluice.call.DetailedStatusException;
import dev.sluice.proto.addressbook.v1.ImportPeopleRequest;
import dev.sluice.proto.addressbook.v1.ImportPeopleResponse;
import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.core.Completable;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds people as they come in, a batch at a time; while a batch is written, the client is held up.
 *
 * <p>A batch is {@value #BATCH} people or {@value #BATCH_BYTES} bytes, whichever comes first, and
 * that is what an import holds. Belongs to the call's context.
 */
final class PersonImport {

  private static final int BATCH = 500;
  private static final int BATCH_BYTES = 1 << 20;

  private final PersonStore store;
  private final ReadStream<ImportPeopleRequest> request;
  private final Completable<ImportPeopleResponse> response;
  private List<Person> batch = new ArrayList<>();
  private int batchBytes;
  private long created;
  private long existing;
  private boolean writing;
  private boolean requestEnded;
  private boolean stopped;

  PersonImport(
      PersonStore store,
      ReadStream<ImportPeopleRequest> request,
      Completable<ImportPeopleResponse> response) {
    this.store = store;
    this.request = request;
    this.response = response;
  }

  void start() {
    request.exceptionHandler(e -> stop());
    request.endHandler(
        v -> {
          requestEnded = true;
          if (!writing) {
            writeLast();
          }
        });
    request.handler(this::take);
    request.pause();
    request.fetch(1);
  }

  private void take(ImportPeopleRequest message) {
    if (stopped) {
      return;
    }
    Person person = message.getPerson();
    try {
      AddressBookServiceImpl.checkAtLeast(1, person.getId(), "person.id");
    } catch (DetailedStatusException e) {
      fail(e);
      return;
    }
    batch.add(person);
    batchBytes += person.getSerializedSize();
    if (batch.size() == BATCH || batchBytes >= BATCH_BYTES) {
      write();
    } else {
      request.fetch(1);
    }
  }

  private void write() {
    List<Person> people = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    writing = true;
    store
        .createMissing(people)
        .onSuccess(added -> wrote(people.size(), added))
        .onFailure(this::fail);
  }

  private void wrote(int sent, int added) {
    writing = false;
    created += added;
    existing += sent - added;
    if (stopped) {
      return;
    }
    if (requestEnded) {
      writeLast();
    } else {
      request.fetch(1);
    }
  }

  private void writeLast() {
    if (stopped) {
      return;
    }
    if (batch.isEmpty()) {
      stop();
      response.succeed(
          ImportPeopleResponse.newBuilder()
              .setCreatedCount(created)
              .setExistingCount(existing)
              .build());
    } else {
      write();
    }
  }

  private void fail(Throwable failure) {
    writing = false;
    if (!stopped) {
      stop();
      response.fail(failure);
    }
  }

  private void stop() {
    stopped = true;
    batch = List.of();
  }
}
