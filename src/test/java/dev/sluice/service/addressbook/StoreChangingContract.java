package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.assertFails;
import static dev.sluice.service.addressbook.StoreCalls.await;
import static dev.sluice.service.addressbook.StoreCalls.ids;
import static dev.sluice.service.addressbook.StoreCalls.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How every store changes and removes people. */
interface StoreChangingContract extends StoreUnderTest {

  @Test
  default void changesAPerson() throws Exception {
    Person ada = await(store().create(List.of(person(7, "Ada")))).get(0);

    Person changed =
        await(store().update(7, null, old -> old.toBuilder().setName("Ada Lovelace").build()));

    assertThat(changed.getName()).isEqualTo("Ada Lovelace");
    assertThat(changed.getEmail()).isEqualTo(ada.getEmail());
    assertThat(changed.getPhonesList()).isEqualTo(ada.getPhonesList());
    assertThat(changed.getEtag()).isNotEqualTo(ada.getEtag());
    assertThat(all()).containsExactly(changed);
    assertThat(await(reopen().get(7))).isEqualTo(changed);
  }

  @Test
  default void handsThePersonWithTheEtagToWhatMakesTheChange() throws Exception {
    Person ada = await(store().create(List.of(person(7, "Ada")))).get(0);
    List<Person> seen = Collections.synchronizedList(new ArrayList<>());

    await(
        store()
            .update(
                7,
                null,
                old -> {
                  seen.add(old);
                  return old;
                }));

    assertThat(seen).isNotEmpty().containsOnly(ada);
  }

  @Test
  default void changesTheEtagWithEveryChangeEvenBackToWhatWas() throws Exception {
    List<Person> states = new ArrayList<>(await(store().create(List.of(person(7, "Ada")))));
    for (String name : List.of("Ada", "Grace", "Ada", "Ada")) {
      states.add(await(store().update(7, null, old -> old.toBuilder().setName(name).build())));
    }

    assertThat(states).extracting(Person::getEtag).doesNotHaveDuplicates();
    assertThat(states)
        .extracting(
            state ->
                state.getLastUpdated().getSeconds() * 1_000_000_000L
                    + state.getLastUpdated().getNanos())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  default void keepsTheIdWhateverTheChangeMakesOfIt() throws Exception {
    await(store().create(List.of(person(7, "Ada"))));

    Person changed = await(store().update(7, null, old -> person(9, "Grace")));

    assertThat(changed.getId()).isEqualTo(7);
    assertThat(all()).containsExactly(changed);
  }

  @Test
  default void changesAPersonOnlyIfTheEtagIsTheOneExpected() throws Exception {
    String first = await(store().create(List.of(person(7, "Ada")))).get(0).getEtag();
    Person second = await(store().update(7, first, old -> person(7, "Grace")));

    assertFails(GrpcStatus.ABORTED, store().update(7, first, old -> person(7, "Too late")));
    assertFails(GrpcStatus.ABORTED, store().update(7, "", old -> person(7, "Empty")));

    assertThat(await(store().get(7))).isEqualTo(second);
    assertThat(await(store().update(7, second.getEtag(), old -> person(7, "Edsger"))).getName())
        .isEqualTo("Edsger");
  }

  @Test
  default void changesNobodyWhoIsNotThere() throws Exception {
    assertFails(GrpcStatus.NOT_FOUND, store().update(7, null, old -> old));
    assertFails(GrpcStatus.NOT_FOUND, store().update(7, "etag", old -> old));
    assertFails(GrpcStatus.NOT_FOUND, store().delete(7, null));
    assertFails(GrpcStatus.NOT_FOUND, store().get(7));
  }

  @Test
  default void failsWithWhatTheChangeThrows() throws Exception {
    Person ada = await(store().create(List.of(person(7, "Ada")))).get(0);
    StatusException refusal = new StatusException(GrpcStatus.INVALID_ARGUMENT, "no");

    assertThatThrownBy(
            () ->
                await(
                    store()
                        .update(
                            7,
                            null,
                            old -> {
                              throw refusal;
                            })))
        .isSameAs(refusal);

    assertThat(all()).containsExactly(ada);
    assertThat(await(store().update(7, ada.getEtag(), old -> old)).getName()).isEqualTo("Ada");
  }

  @Test
  default void removesAPerson() throws Exception {
    Person ada = await(store().create(List.of(person(7, "Ada"), person(8, "Grace")))).get(0);

    assertThat(await(store().delete(7, null))).isEqualTo(ada);

    assertFails(GrpcStatus.NOT_FOUND, store().get(7));
    assertThat(ids(all())).containsExactly(8);
    PersonStore again = await(open());
    assertFails(GrpcStatus.NOT_FOUND, again.get(7));
    await(again.close());
    Person later = await(store().create(List.of(person(7, "Ada")))).get(0);
    assertThat(later.getEtag()).isNotEqualTo(ada.getEtag());
  }

  @Test
  default void removesAPersonOnlyIfTheEtagIsTheOneExpected() throws Exception {
    String first = await(store().create(List.of(person(7, "Ada")))).get(0).getEtag();
    String second = await(store().update(7, null, old -> old)).getEtag();

    assertFails(GrpcStatus.ABORTED, store().delete(7, first));
    assertThat(ids(all())).containsExactly(7);

    await(store().delete(7, second));
    assertThat(all()).isEmpty();
  }
}
