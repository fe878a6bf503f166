package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.ids;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.service.addressbook.PersonFilter.Equal;
import dev.sluice.service.addressbook.PersonFilter.TextField;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far a look at people goes. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class PeopleIndexTest {

  private final PeopleIndex index = new PeopleIndex();
  private final List<Person> found = new ArrayList<>();

  @Test
  void endsAfterSoManyBytesOfLargePeople() {
    put(10, "P".repeat(10_000));

    int last = index.scan(PersonFilter.ALL, 0, 100, found, 25_000);

    assertThat(last).isEqualTo(3);
    assertThat(ids(found)).containsExactly(1, 2, 3);
    assertThat(index.scan(PersonFilter.ALL, last, 100, found, Long.MAX_VALUE)).isZero();
    assertThat(found).hasSize(10);
  }

  @Test
  void endsAfterSoManySmallPeopleThoughTheyDoNotMatch() {
    put(10, "P");
    PersonFilter nobody = StoreCalls.filter(new Equal(TextField.NAME, "nobody"));

    assertThat(index.scan(nobody, 0, 100, found, 4L * PeopleIndex.LEAST_LOOK)).isEqualTo(4);

    assertThat(found).isEmpty();
  }

  @Test
  void tellsTheEtagsOfThoseWhoMatch() {
    put(2, "P");

    index.scan(PersonFilter.ALL, 0, 100, found, Long.MAX_VALUE);

    assertThat(found).allSatisfy(each -> assertThat(each.getEtag()).isEqualTo(Etags.of(each)));
    assertThat(found).containsExactly(index.get(1), index.get(2));
  }

  private void put(int count, String name) {
    for (int id = 1; id <= count; id++) {
      index.put(id, person(id, name).toByteArray());
    }
  }
}
