package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.ids;
import static dev.sluice.service.addressbook.StoreCalls.number;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How every store adds people. */
interface StoreAddingContract extends StoreUnderTest {

  @Test
  default void returnsWhoWasAddedWithTheTimeAndAnEtag() throws Exception {
    Person ada = person(7, "Ada");

    Person added = await(store().create(List.of(ada))).get(0);

    assertThat(added.toBuilder().clearLastUpdated().clearEtag().build()).isEqualTo(ada);
    assertThat(added.getLastUpdated().getSeconds()).isGreaterThan(1_600_000_000);
    assertThat(added.getEtag()).isNotEmpty().hasSizeLessThanOrEqualTo(100);
    assertThat(await(store().get(7))).isEqualTo(added);
    assertThat(all()).containsExactly(added);
  }

  @Test
  default void ignoresTheTimeAndTheEtagThatItIsGiven() throws Exception {
    Person ada =
        person(7, "Ada").toBuilder()
            .setEtag("mine")
            .setLastUpdated(Timestamp.newBuilder().setSeconds(5))
            .build();

    Person added = await(store().create(List.of(ada))).get(0);

    assertThat(added.getEtag()).isNotEqualTo("mine");
    assertThat(added.getLastUpdated().getSeconds()).isGreaterThan(1_600_000_000);
  }

  @Test
  default void keepsEveryFieldToTheLetter() throws Exception {
    Person whole =
        Person.newBuilder()
            .setId(Integer.MAX_VALUE)
            .setName(" Žižka von \uD83D\uDC69\u200D\uD83D\uDE80 %_\\'\"; -- \u00DF ")
            .setEmail("o'neil+tag@example.org")
            .addPhones(number("+44 (20) 7946-0000", PhoneType.HOME))
            .addPhones(number("123", PhoneType.MOBILE))
            .addPhones(number("123", PhoneType.MOBILE))
            .addPhones(number("999", PhoneType.WORK))
            .build();

    Person added = await(store().create(List.of(whole))).get(0);

    assertThat(added.toBuilder().clearLastUpdated().clearEtag().build()).isEqualTo(whole);
    assertThat(await(reopen().get(Integer.MAX_VALUE))).isEqualTo(added);
  }

  @Test
  default void givesIdsThatAreGreaterThanAllThereAre() throws Exception {
    assertThat(ids(await(store().create(List.of(person(0, "Ada")))))).containsExactly(1);
    await(store().create(List.of(person(41, "Grace"))));

    assertThat(ids(await(store().create(List.of(person(0, "Edsger"), person(0, "Barbara"))))))
        .containsExactly(42, 43);
  }

  @Test
  default void givesIdsThatNobodyElseInTheBatchAsksFor() throws Exception {
    List<Person> batch =
        List.of(person(0, "Ada"), person(1, "Grace"), person(0, "Edsger"), person(2, "Barbara"));

    List<Person> added = await(store().create(batch));

    assertThat(added)
        .extracting(Person::getName)
        .containsExactly("Ada", "Grace", "Edsger", "Barbara");
    assertThat(ids(added)).containsExactly(3, 1, 4, 2);
  }

  @Test
  default void givesNoIdBeyondTheGreatest() throws Exception {
    await(store().create(List.of(person(Integer.MAX_VALUE, "Last"))));

    assertFails(GrpcStatus.RESOURCE_EXHAUSTED, store().create(List.of(person(0, "One more"))));

    assertThat(ids(await(store().create(List.of(person(5, "With an id")))))).containsExactly(5);
  }

  @Test
  default void refusesAnIdThatSomeoneHasAndNamesIt() throws Exception {
    Person ada = await(store().create(List.of(person(7, "Ada")))).get(0);

    StatusException refusal =
        assertFails(GrpcStatus.ALREADY_EXISTS, store().create(List.of(person(7, "Grace"))));
    assertThat(refusal.message()).contains("7");
    assertThat(all()).containsExactly(ada);
  }

  @Test
  default void addsAllOfABatchOrNone() throws Exception {
    Person ada = await(store().create(List.of(person(3, "Ada")))).get(0);

    assertFails(
        GrpcStatus.ALREADY_EXISTS,
        store().create(List.of(person(1, "A"), person(2, "B"), person(3, "C"), person(0, "D"))));
    assertThat(all()).containsExactly(ada);
    assertFails(
        GrpcStatus.ALREADY_EXISTS,
        store().create(List.of(person(5, "A"), person(6, "B"), person(5, "C"))));
    assertThat(all()).containsExactly(ada);

    List<Person> added = await(store().create(List.of(person(2, "B"), person(1, "A"))));
    assertThat(all()).containsExactly(added.get(1), added.get(0), ada);
  }

  @Test
  default void addsNobodyIfNobodyIsToBeAdded() throws Exception {
    assertThat(await(store().create(List.of()))).isEmpty();
    assertThat(await(store().createMissing(List.of()))).isZero();
    assertThat(all()).isEmpty();
  }

  @Test
  default void addsOnlyThoseWhoAreMissing() throws Exception {
    Person ada = await(store().create(List.of(person(2, "Ada")))).get(0);

    int added =
        await(
            store()
                .createMissing(
                    List.of(person(2, "No"), person(1, "B"), person(3, "C"), person(1, "No"))));

    assertThat(added).isEqualTo(2);
    assertThat(all()).extracting(Person::getName).containsExactly("B", "Ada", "C");
    assertThat(await(store().get(2))).isEqualTo(ada);
    assertThat(await(store().get(1)).getEtag()).isNotEmpty();
    assertThat(await(store().createMissing(List.of(person(1, "No"), person(2, "No"))))).isZero();
  }
}
