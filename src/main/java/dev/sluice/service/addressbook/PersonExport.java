package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Sends people page by page, each page being asked for when the one before is written.
 *
 * <p>So a page is what an export holds, however many people there are and however slowly the client
 * reads; other calls of the event loop get their turn between pages. People who are added or
 * removed meanwhile are sent or not. Belongs to the call's context.
 */
final class PersonExport {

  private static final int PAGE = 256;

  private final PersonStore store;
  private final PersonFilter filter;
  private final WriteStream<Person> response;
  private final Context context;
  private Iterator<Person> page = Collections.emptyIterator();
  private boolean lastPage;
  private int lastId;
  private boolean fetching;
  private boolean ended;

  /** Makes an export, on the call's context. */
  PersonExport(PersonStore store, PersonFilter filter, WriteStream<Person> response) {
    this.store = store;
    this.filter = filter;
    this.response = response;
    this.context = Vertx.currentContext();
  }

  void start() {
    response.exceptionHandler(e -> end());
    response.drainHandler(v -> send());
    fetch();
  }

  private void fetch() {
    fetching = true;
    store
        .list(filter, lastId, PAGE)
        .onComplete(
            found -> context.runOnContext(v -> take(found)),
            failure -> context.runOnContext(v -> fail(failure)));
  }

  private void take(List<Person> found) {
    fetching = false;
    if (!ended) {
      page = found.iterator();
      lastPage = found.size() < PAGE;
      send();
    }
  }

  private void send() {
    while (!ended && !fetching && !response.writeQueueFull()) {
      if (page.hasNext()) {
        Person person = page.next();
        lastId = person.getId();
        if (response.write(person).failed()) {
          end();
        }
      } else if (lastPage) {
        end();
        response.end();
      } else {
        fetch();
      }
    }
  }

  private void fail(Throwable failure) {
    fetching = false;
    if (!ended) {
      end();
      AddressBookServiceImpl.fail(response, failure);
    }
  }

  private void end() {
    ended = true;
    page = Collections.emptyIterator();
  }
}
