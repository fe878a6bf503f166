package dev.sluice.service.addressbook;

import com.google.protobuf.Empty;
import com.google.rpc.BadRequest.FieldViolation;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.proto.addressbook.v1.AddressBookServiceService;
import dev.sluice.proto.addressbook.v1.BatchCreatePeopleRequest;
import dev.sluice.proto.addressbook.v1.BatchCreatePeopleResponse;
import dev.sluice.proto.addressbook.v1.CreatePersonRequest;
import dev.sluice.proto.addressbook.v1.DeletePersonRequest;
import dev.sluice.proto.addressbook.v1.ExportPeopleRequest;
import dev.sluice.proto.addressbook.v1.GetPersonRequest;
import dev.sluice.proto.addressbook.v1.ImportPeopleRequest;
import dev.sluice.proto.addressbook.v1.ImportPeopleResponse;
import dev.sluice.proto.addressbook.v1.ListPeopleRequest;
import dev.sluice.proto.addressbook.v1.ListPeopleResponse;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.proto.addressbook.v1.UpdatePersonRequest;
import dev.sluice.proto.addressbook.v1.WatchPeopleRequest;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code sluice.addressbook.v1.AddressBookService} over a store.
 *
 * <p>Requests keep to the rules of their messages when they come here, unless the server does not
 * check them; what is checked here is what those rules cannot say, and what would do harm to what
 * is kept. An instance belongs to one event loop, on which all of its calls run; what is kept is in
 * the store, which instances share.
 */
final class AddressBookServiceImpl extends AddressBookServiceService {

  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 1_000;
  private static final int MAX_PAGE_BYTES = 1 << 20;

  private final PersonStore store;
  private final PersonWatches watches;

  AddressBookServiceImpl(PersonStore store) {
    this.store = store;
    this.watches = new PersonWatches(store);
  }

  @Override
  public Future<Person> createPerson(CreatePersonRequest request) {
    try {
      checkAtLeast(0, request.getPerson().getId(), "person.id");
    } catch (DetailedStatusException e) {
      return Future.failedFuture(e);
    }
    return store.create(List.of(request.getPerson())).map(created -> created.get(0));
  }

  @Override
  public Future<Person> getPerson(GetPersonRequest request) {
    return store.get(request.getId());
  }

  @Override
  public Future<ListPeopleResponse> listPeople(ListPeopleRequest request) {
    PersonFilter filter;
    int afterId;
    try {
      checkAtLeast(0, request.getPageSize(), "page_size");
      filter = FilterParser.parse(request.getFilter());
      afterId = PageToken.lastId(request.getPageToken(), request.getFilter());
    } catch (DetailedStatusException e) {
      return Future.failedFuture(e);
    }
    int size =
        request.getPageSize() == 0 ? DEFAULT_PAGE : Math.min(request.getPageSize(), MAX_PAGE);
    // One more tells whether there is another page.
    return store
        .list(filter, afterId, size + 1)
        .map(found -> page(found, size, request.getFilter()));
  }

  /** The first of those who were found, one at least, who are together not too large. */
  private static ListPeopleResponse page(List<Person> found, int size, String filter) {
    ListPeopleResponse.Builder page = ListPeopleResponse.newBuilder();
    int bytes = 0;
    for (Person person : found) {
      bytes += person.getSerializedSize();
      int count = page.getPeopleCount();
      if (count == size || (count > 0 && bytes > MAX_PAGE_BYTES)) {
        int lastId = page.getPeople(count - 1).getId();
        return page.setNextPageToken(PageToken.of(lastId, filter)).build();
      }
      page.addPeople(person);
    }
    return page.build();
  }

  @Override
  public Future<Person> updatePerson(UpdatePersonRequest request) {
    UnaryOperator<Person> change;
    try {
      checkAtLeast(1, request.getPerson().getId(), "person.id");
      change = PersonUpdate.of(request);
    } catch (DetailedStatusException e) {
      return Future.failedFuture(e);
    }
    Person person = request.getPerson();
    return store.update(person.getId(), etag(person.getEtag()), change);
  }

  @Override
  public Future<Empty> deletePerson(DeletePersonRequest request) {
    return store
        .delete(request.getId(), etag(request.getEtag()))
        .map(deleted -> Empty.getDefaultInstance());
  }

  private static @Nullable String etag(String etag) {
    return etag.isEmpty() ? null : etag;
  }

  @Override
  public Future<BatchCreatePeopleResponse> batchCreatePeople(BatchCreatePeopleRequest request) {
    List<Person> people =
        request.getRequestsList().stream().map(CreatePersonRequest::getPerson).toList();
    try {
      for (int i = 0; i < people.size(); i++) {
        checkAtLeast(0, people.get(i).getId(), "requests[" + i + "].person.id");
      }
    } catch (DetailedStatusException e) {
      return Future.failedFuture(e);
    }
    return store
        .create(people)
        .map(created -> BatchCreatePeopleResponse.newBuilder().addAllPeople(created).build());
  }

  @Override
  protected void exportPeople(ExportPeopleRequest request, WriteStream<Person> response) {
    PersonFilter filter;
    try {
      filter = FilterParser.parse(request.getFilter());
    } catch (DetailedStatusException e) {
      fail(response, e);
      return;
    }
    new PersonExport(store, filter, response).start();
  }

  @Override
  protected void importPeople(
      ReadStream<ImportPeopleRequest> request, Completable<ImportPeopleResponse> response) {
    new PersonImport(store, request, response).start();
  }

  @Override
  protected void watchPeople(WatchPeopleRequest request, WriteStream<PersonChange> response) {
    watches.start(response);
  }

  /** Ends the watches, which would go on for ever. */
  void drain() {
    watches.drain();
  }

  /** Lets go of the store. */
  Future<Void> close() {
    watches.drain();
    return store.close();
  }

  /**
   * Checks a number.
   *
   * @throws DetailedStatusException INVALID_ARGUMENT if it is less than it may be
   */
  static void checkAtLeast(int least, int number, String field) {
    if (number < least) {
      throw invalid(field, "must be at least " + least);
    }
  }

  /** INVALID_ARGUMENT for one field; the message is the field, a colon and the problem. */
  static DetailedStatusException invalid(String field, String problem) {
    return DetailedStatusException.invalidFields(
        field + ": " + problem,
        List.of(FieldViolation.newBuilder().setField(field).setDescription(problem).build()));
  }

  /** Ends a call with a failure; the stream is the call's own response, as the binder gives it. */
  static void fail(WriteStream<?> response, Throwable failure) {
    ((GrpcServerResponse<?, ?>) response).fail(failure);
  }
}
