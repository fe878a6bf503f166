package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.filter;
import static dev.sluice.service.addressbook.StoreCalls.ids;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import dev.sluice.service.addressbook.PersonFilter.Contains;
import dev.sluice.service.addressbook.PersonFilter.Equal;
import dev.sluice.service.addressbook.PersonFilter.HasPhone;
import dev.sluice.service.addressbook.PersonFilter.Term;
import dev.sluice.service.addressbook.PersonFilter.TextField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How every store lists people. */
interface StoreListingContract extends StoreUnderTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 24, 25, 26, 1000})
  default void listsPeopleByIdPageByPage(int limit) throws Exception {
    List<Integer> ids =
        new ArrayList<>(IntStream.rangeClosed(1, 25).map(i -> i * 3).boxed().toList());
    List<Integer> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, new java.util.Random(4));
    await(store().create(shuffled.stream().map(id -> person(id, "P" + id)).toList()));

    List<Integer> listed = new ArrayList<>();
    int after = 0;
    List<Person> page;
    do {
      page = await(store().list(PersonFilter.ALL, after, limit));
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      listed.addAll(ids(page));
      after = listed.get(listed.size() - 1);
    } while (page.size() == limit && after < 75);

    assertThat(listed).isEqualTo(ids);
    assertThat(await(store().list(PersonFilter.ALL, 75, limit))).isEmpty();
    assertThat(await(store().list(PersonFilter.ALL, Integer.MAX_VALUE, limit))).isEmpty();
  }

  @Test
  default void listsOnlyThoseWhoMatchPageByPage() throws Exception {
    await(
        store()
            .create(
                IntStream.rangeClosed(1, 3_000)
                    .mapToObj(i -> person(i, i % 100 == 0 ? "Rare" : "P"))
                    .toList()));
    PersonFilter rare = filter(new Equal(TextField.NAME, "Rare"));

    assertThat(ids(await(store().list(rare, 0, 3)))).containsExactly(100, 200, 300);
    assertThat(ids(await(store().list(rare, 300, 3)))).containsExactly(400, 500, 600);
    assertThat(ids(await(store().list(rare, 2_850, 3)))).containsExactly(2_900, 3_000);
    assertThat(await(store().list(filter(new Equal(TextField.NAME, "None")), 0, 3))).isEmpty();
    assertThat(await(store().list(rare, 0, 1000))).hasSize(30);
  }

  static Stream<Arguments> filters() {
    return Stream.of(
        Arguments.of(List.of(new Equal(TextField.NAME, "Ada Lovelace")), List.of(1)),
        Arguments.of(List.of(new Equal(TextField.NAME, "ada lovelace")), List.of()),
        Arguments.of(List.of(new Equal(TextField.NAME, "Ada")), List.of()),
        Arguments.of(List.of(new Equal(TextField.NAME, "Ada Lovelace ")), List.of()),
        Arguments.of(List.of(new Equal(TextField.EMAIL, "")), List.of(3, 5, 6)),
        Arguments.of(List.of(new Contains(TextField.NAME, "LOVE")), List.of(1)),
        Arguments.of(List.of(new Contains(TextField.NAME, "")), List.of(1, 2, 3, 4, 5, 6)),
        Arguments.of(List.of(new Contains(TextField.EMAIL, "@EXAMPLE")), List.of(1, 2, 4)),
        Arguments.of(List.of(new Contains(TextField.NAME, "%")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "_")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "\\")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "A%L")), List.of()),
        Arguments.of(List.of(new Contains(TextField.NAME, "A_a")), List.of()),
        Arguments.of(List.of(new Contains(TextField.NAME, "100%_\\")), List.of(3)),
        Arguments.of(List.of(new Equal(TextField.NAME, "100%_\\d 'q' \"Q\"")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "'q'")), List.of(3)),
        Arguments.of(List.of(new Contains(TextField.NAME, "ŽIŽKA")), List.of(4)),
        Arguments.of(List.of(new Contains(TextField.NAME, "\uD83D\uDE80")), List.of(4)),
        Arguments.of(List.of(new Contains(TextField.NAME, "ΟΔΌΣ")), List.of(5)),
        Arguments.of(List.of(new Contains(TextField.NAME, "STRASSE")), List.of(6)),
        Arguments.of(List.of(new Equal(TextField.NAME, "Strasse")), List.of()),
        Arguments.of(List.of(new HasPhone(PhoneType.HOME)), List.of(1, 2)),
        Arguments.of(List.of(new HasPhone(PhoneType.MOBILE)), List.of(2)),
        Arguments.of(List.of(new HasPhone(PhoneType.WORK)), List.of(4)),
        Arguments.of(
            List.of(new HasPhone(PhoneType.HOME), new HasPhone(PhoneType.MOBILE)), List.of(2)),
        Arguments.of(
            List.of(new Contains(TextField.NAME, "a"), new HasPhone(PhoneType.WORK)), List.of(4)),
        Arguments.of(
            List.of(new Contains(TextField.NAME, "Grace"), new HasPhone(PhoneType.WORK)),
            List.of()));
  }

  @ParameterizedTest
  @MethodSource("filters")
  default void listsThoseWhoMatchAllTerms(List<Term> terms, List<Integer> ids) throws Exception {
    await(
        store()
            .create(
                List.of(
                    person(1, "Ada Lovelace", "ada@example.org", PhoneType.HOME),
                    person(
                        2, "Grace Hopper", "GRACE@Example.org", PhoneType.MOBILE, PhoneType.HOME),
                    person(3, "100%_\\d 'q' \"Q\"", ""),
                    person(4, "Jan Žižka \uD83D\uDE80", "jan@example.org", PhoneType.WORK),
                    person(5, "οδός", ""),
                    person(6, "Straße", ""))));

    assertThat(ids(await(store().list(new PersonFilter(terms), 0, 100)))).isEqualTo(ids);
  }
}
