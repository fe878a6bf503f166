package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.CreatePersonRequest;
import dev.sluice.proto.addressbook.v1.ListPeopleRequest;
import dev.sluice.proto.addressbook.v1.Person;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests that call a whole server with three people in memory. */
abstract class WithAddressBook {

  static final Person PERSON = Person.getDefaultInstance();

  final MemoryPersonStore store = MemoryPersonStore.of(3);
  AddressBookServer server;

  @BeforeEach
  void start() throws Exception {
    server = AddressBookServer.start(store);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  static CreatePersonRequest create(Person.Builder person) {
    return CreatePersonRequest.newBuilder().setPerson(person).build();
  }

  static Person.Builder person(int id) {
    return Person.newBuilder().setId(id).setName("Someone");
  }

  static ListPeopleRequest list(int size, String token, String filter) {
    return ListPeopleRequest.newBuilder()
        .setPageSize(size)
        .setPageToken(token)
        .setFilter(filter)
        .build();
  }
}
