package dev.sluice.service.addressbook;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import dev.sluice.proto.addressbook.v1.BatchCreatePeopleRequest;
import dev.sluice.proto.addressbook.v1.BatchCreatePeopleResponse;
import dev.sluice.proto.addressbook.v1.CreatePersonRequest;
import dev.sluice.proto.addressbook.v1.DeletePersonRequest;
import dev.sluice.proto.addressbook.v1.ExportPeopleRequest;
import dev.sluice.proto.addressbook.v1.GetPersonRequest;
import dev.sluice.proto.addressbook.v1.ImportPeopleRequest;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneNumber;
import dev.sluice.proto.addressbook.v1.UpdatePersonRequest;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods that take one message, over gRPC and through all of the server. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AddressBookServiceTest extends WithAddressBook {

  private static final PhoneNumber PHONE = PhoneNumber.newBuilder().setNumber("555 0100").build();

  private Person get(int id) throws Exception {
    return server.ask("GetPerson", GetPersonRequest.newBuilder().setId(id).build(), PERSON).one();
  }

  private static UpdatePersonRequest update(Person.Builder person, String... mask) {
    return UpdatePersonRequest.newBuilder()
        .setPerson(person)
        .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(mask)))
        .build();
  }

  @Test
  void givesAPersonTheNextId() throws Exception {
    Person created =
        server.ask("CreatePerson", create(person(0).setEmail("a@example.org")), PERSON).one();

    assertThat(created.getId()).isEqualTo(4);
    assertThat(created.getEmail()).isEqualTo("a@example.org");
    assertThat(get(4)).isEqualTo(created);
  }

  @Test
  void createsAllOfABatchOrNone() throws Exception {
    BatchCreatePeopleRequest.Builder batch =
        BatchCreatePeopleRequest.newBuilder().addRequests(create(person(9)));

    assertThat(
            server
                .ask(
                    "BatchCreatePeople",
                    batch.clone().addRequests(create(person(2))).build(),
                    BatchCreatePeopleResponse.getDefaultInstance())
                .status()
                .getCode())
        .isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(store.ids()).containsExactly(1, 2, 3);

    assertThat(
            server
                .ask(
                    "BatchCreatePeople",
                    batch.addRequests(create(person(0))).build(),
                    BatchCreatePeopleResponse.getDefaultInstance())
                .one()
                .getPeopleList())
        .extracting(Person::getId)
        .containsExactly(9, store.ids().get(4));
  }

  @Test
  void deletesAPersonOnce() throws Exception {
    DeletePersonRequest request =
        DeletePersonRequest.newBuilder().setId(2).setEtag(get(2).getEtag()).build();

    assertThat(server.ask("DeletePerson", request, Empty.getDefaultInstance()).all()).hasSize(1);
    assertThat(server.ask("DeletePerson", request, Empty.getDefaultInstance()).status().getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
    assertThat(store.ids()).containsExactly(1, 3);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "name, New, '', 0",
        "email, Person 1, new@example.org, 0",
        "phones, Person 1, '', 1",
        "name+email, New, new@example.org, 0",
        "*, New, new@example.org, 1",
        "-, New, new@example.org, 1"
      })
  void changesTheFieldsOfTheMask(String mask, String name, String email, int phones)
      throws Exception {
    Person.Builder values =
        person(1).setName("New").setEmail("new@example.org").addPhones(PHONE).setId(1);

    Person changed =
        server
            .ask(
                "UpdatePerson",
                update(values, mask == null ? new String[0] : mask.split("\\+")),
                PERSON)
            .one();

    assertThat(changed.getName()).isEqualTo(name);
    assertThat(changed.getEmail()).isEqualTo(email);
    assertThat(changed.getPhonesCount()).isEqualTo(phones);
    assertThat(get(1)).isEqualTo(changed);
  }

  @Test
  void clearsAFieldOfTheMaskThatIsNotSet() throws Exception {
    server
        .ask(
            "UpdatePerson",
            update(person(1).setEmail("a@example.org").addPhones(PHONE), "*"),
            PERSON)
        .one();

    Person changed =
        server
            .ask("UpdatePerson", update(Person.newBuilder().setId(1), "email", "phones"), PERSON)
            .one();

    assertThat(changed.getEmail()).isEmpty();
    assertThat(changed.getPhonesList()).isEmpty();
    assertThat(changed.getName()).isEqualTo("Someone");
  }

  @Test
  void replacesTheNumbersAsAWhole() throws Exception {
    for (int i = 0; i < 2; i++) {
      Person changed =
          server.ask("UpdatePerson", update(person(1).addPhones(PHONE), "phones"), PERSON).one();
      assertThat(changed.getPhonesList()).containsExactly(PHONE);
    }
  }

  @Test
  void changesAPersonWhoHasTheExpectedEtagOnly() throws Exception {
    String etag = get(1).getEtag();
    UpdatePersonRequest request = update(person(1).setEtag(etag), "name");

    assertThat(server.ask("UpdatePerson", request, PERSON).one().getEtag()).isNotEqualTo(etag);
    assertThat(server.ask("UpdatePerson", request, PERSON).status().getCode())
        .isEqualTo(Status.Code.ABORTED);
  }

  static Stream<Arguments> refusals() {
    Person.Builder blank = Person.newBuilder().setId(1);
    String fields = " (expected: name, email, phones or *)";
    return Stream.of(
        refusal("CreatePerson", CreatePersonRequest.getDefaultInstance(), "person", "required"),
        refusal("CreatePerson", create(person(0).setName(" ")), "person", "name must not be blank"),
        refusal("CreatePerson", create(person(-1)), "person.id", "greater"),
        refusal("CreatePerson", create(person(1).setEmail("x")), "person.email", "email"),
        refusal(
            "CreatePerson",
            create(person(1).addPhones(PHONE).addPhones(PhoneNumber.newBuilder().setNumber("x"))),
            "person.phones[1].number",
            "match"),
        refusal(
            "BatchCreatePeople",
            BatchCreatePeopleRequest.newBuilder()
                .addRequests(create(person(7)))
                .addRequests(create(person(8).setEmail("x")))
                .build(),
            "requests[1].person.email",
            "email"),
        refusal(
            "BatchCreatePeople",
            BatchCreatePeopleRequest.getDefaultInstance(),
            "requests",
            "at least 1"),
        refusal("GetPerson", GetPersonRequest.getDefaultInstance(), "id", "greater"),
        refusal("DeletePerson", DeletePersonRequest.getDefaultInstance(), "id", "greater"),
        refusal("ListPeople", list(-1, "", ""), "page_size", "greater"),
        refusal(
            "ListPeople", list(1, "", "name"), "filter", "column 5: the end (expected: = or :)"),
        refusal(
            "ExportPeople",
            ExportPeopleRequest.newBuilder().setFilter("x").build(),
            "filter",
            "column 1: \"x\" (expected: name, email or phones.type)"),
        refusal("UpdatePerson", update(person(0), "name"), "person", "id must be at least 1"),
        refusal("UpdatePerson", update(blank, "name"), "person.name", "must not be blank"),
        refusal(
            "UpdatePerson",
            update(person(1).setName(" \u00a0\u2007\u202f\u3000"), "name"),
            "person.name",
            "must not be blank"),
        refusal("UpdatePerson", update(blank, "*"), "person.name", "must not be blank"),
        refusal("UpdatePerson", update(blank), "update_mask", "no field to change" + fields),
        refusal(
            "UpdatePerson", update(blank, "nme"), "update_mask", "\"nme\" is not a field" + fields),
        refusal(
            "UpdatePerson",
            update(blank, "phones.type"),
            "update_mask",
            "\"phones.type\" is not a field" + fields),
        refusal(
            "UpdatePerson",
            update(blank, "id"),
            "update_mask",
            "\"id\" cannot be changed" + fields),
        refusal(
            "UpdatePerson",
            update(blank, "email", "last_updated"),
            "update_mask",
            "\"last_updated\" is set by the server" + fields),
        refusal(
            "UpdatePerson",
            update(blank, "etag"),
            "update_mask",
            "\"etag\" is set by the server" + fields));
  }

  private static Arguments refusal(String method, Message request, String field, String problem) {
    return Arguments.of(method, request, field, problem);
  }

  @ParameterizedTest(name = "{0}: {2}: {3}")
  @MethodSource("refusals")
  void refusesWhatBreaksTheRulesAndNamesTheField(
      String method, Message request, String field, String problem) throws Exception {
    assertThat(server.violations(method, request))
        .anySatisfy(violation -> assertThat(violation).startsWith(field + ": ").contains(problem));
    assertThat(store.ids()).containsExactly(1, 2, 3);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        failure("CreatePerson", create(person(3)), Status.Code.ALREADY_EXISTS, "3"),
        failure(
            "BatchCreatePeople",
            BatchCreatePeopleRequest.newBuilder()
                .addRequests(create(person(8)))
                .addRequests(create(person(8)))
                .build(),
            Status.Code.ALREADY_EXISTS,
            "8"),
        failure(
            "GetPerson",
            GetPersonRequest.newBuilder().setId(4).build(),
            Status.Code.NOT_FOUND,
            "4"),
        failure("UpdatePerson", update(person(4), "name"), Status.Code.NOT_FOUND, "4"),
        failure("UpdatePerson", update(person(1).setEtag("x")), Status.Code.ABORTED, "x"),
        failure(
            "DeletePerson",
            DeletePersonRequest.newBuilder().setId(1).setEtag("x").build(),
            Status.Code.ABORTED,
            "x"));
  }

  private static Arguments failure(String method, Message request, Status.Code code, String named) {
    return Arguments.of(method, request, code, named);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("failures")
  void failsWithWhatTheStoreSaysOfTheId(
      String method, Message request, Status.Code code, String named) throws Exception {
    Status status = server.ask(method, request, Empty.getDefaultInstance()).status();

    assertThat(status.getCode()).isEqualTo(code);
    assertThat(status.getDescription()).contains(named);
  }

  @Test
  void closesTheStoreWithTheServer() throws Exception {
    await(server.stop());

    assertThat(store.closed).isTrue();
  }

  @Test
  void refusesAnImportedPersonWithoutAnId() throws Exception {
    assertThat(
            server.violations(
                "ImportPeople", ImportPeopleRequest.newBuilder().setPerson(person(0)).build()))
        .containsExactly("[0].person: id must be at least 1");
  }

  static Stream<Arguments> numbersTooSmall() {
    return Stream.of(
        refusal("CreatePerson", create(person(-1)), "person.id", "must be at least 0"),
        refusal(
            "BatchCreatePeople",
            BatchCreatePeopleRequest.newBuilder()
                .addRequests(create(person(7)))
                .addRequests(create(person(-7)))
                .build(),
            "requests[1].person.id",
            "must be at least 0"),
        refusal("ListPeople", list(-1, "", ""), "page_size", "must be at least 0"),
        refusal("UpdatePerson", update(person(0), "name"), "person.id", "must be at least 1"),
        refusal(
            "ImportPeople",
            ImportPeopleRequest.newBuilder().setPerson(person(0)).build(),
            "person.id",
            "must be at least 1"));
  }

  @ParameterizedTest(name = "{0}: {2}: {3}")
  @MethodSource("numbersTooSmall")
  void refusesNumbersThatAreTooSmallWhenNoRulesAreChecked(
      String method, Message request, String field, String problem) throws Exception {
    try (AddressBookServer other = AddressBookServer.startWithoutRules(store)) {
      assertThat(other.violations(method, request)).containsExactly(field + ": " + problem);
    }
    assertThat(store.ids()).containsExactly(1, 2, 3);
  }
}
