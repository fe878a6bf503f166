package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.ListPeopleRequest;
import dev.sluice.proto.addressbook.v1.ListPeopleResponse;
import dev.sluice.proto.addressbook.v1.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of people, over gRPC and through all of the server. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AddressBookListingTest extends WithAddressBook {

  private ListPeopleResponse list(ListPeopleRequest request) throws Exception {
    return server.ask("ListPeople", request, ListPeopleResponse.getDefaultInstance()).one();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 100})
  void listsEveryoneOncePageByPage(int size) throws Exception {
    MemoryPersonStore many = MemoryPersonStore.of(21);
    try (AddressBookServer other = AddressBookServer.start(many)) {
      List<Integer> seen = new ArrayList<>();
      String token = "";
      int pages = 0;
      do {
        ListPeopleResponse page =
            other
                .ask("ListPeople", list(size, token, ""), ListPeopleResponse.getDefaultInstance())
                .one();
        page.getPeopleList().forEach(person -> seen.add(person.getId()));
        token = page.getNextPageToken();
        pages++;
      } while (!token.isEmpty());

      assertThat(seen).isEqualTo(many.ids());
      assertThat(pages).isEqualTo((21 + size - 1) / size);
    }
  }

  @Test
  void boundsThePages() throws Exception {
    try (AddressBookServer other = AddressBookServer.start(MemoryPersonStore.of(1_200))) {
      ListPeopleResponse none = ListPeopleResponse.getDefaultInstance();

      assertThat(other.ask("ListPeople", list(0, "", ""), none).one().getPeopleCount())
          .isEqualTo(50);
      assertThat(other.ask("ListPeople", list(5_000, "", ""), none).one().getPeopleCount())
          .isEqualTo(1_000);
    }
  }

  @Test
  void boundsThePagesByTheirSizeToo() throws Exception {
    MemoryPersonStore large = new MemoryPersonStore();
    try (AddressBookServer other = AddressBookServer.start(large)) {
      Person.Builder person = person(0);
      for (int i = 0; i < 1_000; i++) {
        person.addPhonesBuilder().setNumber("5".repeat(50));
      }
      int bytes = person.build().getSerializedSize();
      for (int id = 1; id <= 30; id++) {
        other.ask("CreatePerson", create(person.setId(id)), PERSON).one();
      }

      List<Integer> seen = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      String token = "";
      do {
        ListPeopleResponse page =
            other
                .ask("ListPeople", list(1_000, token, ""), ListPeopleResponse.getDefaultInstance())
                .one();
        page.getPeopleList().forEach(each -> seen.add(each.getId()));
        sizes.add(page.getPeopleCount());
        token = page.getNextPageToken();
      } while (!token.isEmpty());

      int full = (1 << 20) / (bytes + 20);
      assertThat(seen).isEqualTo(large.ids());
      assertThat(sizes).containsExactly(full, 30 - full);
    }
  }

  @Test
  void listsAPersonWhoIsLargerThanAPage() throws Exception {
    String name = "n".repeat(2 << 20);
    MemoryPersonStore large = new MemoryPersonStore();
    try (AddressBookServer other = AddressBookServer.startWithoutRules(large)) {
      for (int id = 1; id <= 2; id++) {
        other.ask("CreatePerson", create(person(id).setName(name)), PERSON).one();
      }
      ListPeopleResponse none = ListPeopleResponse.getDefaultInstance();

      ListPeopleResponse first = other.ask("ListPeople", list(0, "", ""), none).one();
      assertThat(first.getPeopleList()).extracting(Person::getId).containsExactly(1);
      ListPeopleResponse second =
          other.ask("ListPeople", list(0, first.getNextPageToken(), ""), none).one();
      assertThat(second.getPeopleList()).extracting(Person::getId).containsExactly(2);
      assertThat(second.getNextPageToken()).isEmpty();
    }
  }

  @Test
  void listsThoseWhoMatch() throws Exception {
    assertThat(list(list(0, "", "name:\"SON 2\"")).getPeopleList())
        .extracting(Person::getId)
        .containsExactly(2);
  }

  @Test
  void refusesATokenOfAnotherFilter() throws Exception {
    String token = list(list(1, "", "name:person")).getNextPageToken();

    assertThat(list(list(1, token, "name:person")).getPeople(0).getId()).isEqualTo(2);
    assertThat(server.violations("ListPeople", list(1, token, "name:son")))
        .containsExactly(
            "page_token: made with another filter (expected: the filter of the page before)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "AAAA", "!!!!", "AAAAAQAAAAAAAAAA=", "AAAAAAAAAAAAAAAA", "_____wAAAAAAAAAA"})
  void refusesATokenThatIsNone(String token) throws Exception {
    assertThat(server.violations("ListPeople", list(1, token, "")))
        .containsExactly(
            "page_token: not a token (expected: the next_page_token of the page before)");
  }
}
