package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.await;

import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.core.Future;
import java.util.List;

/** A store for one test, which begins without people. */
interface StoreUnderTest {

  /** The store, open. */
  PersonStore store();

  /** Opens the store once more, for the same people. */
  Future<PersonStore> open();

  /** Closes the store and opens it anew, so that it has only what it kept. */
  PersonStore reopen() throws Exception;

  /** Everyone. */
  default List<Person> all() throws Exception {
    return await(store().list(PersonFilter.ALL, 0, 1_000_000));
  }
}
