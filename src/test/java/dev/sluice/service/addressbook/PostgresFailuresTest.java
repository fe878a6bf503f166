package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class PostgresFailuresTest {

  private final PostgresFailures failures =
      new PostgresFailures(AddressBookOptions.parse(new JsonObject()).postgres());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SL001 | RESOURCE_EXHAUSTED  | there is no id after 7 for another person (expected: one"
            + " with an id)",
        "SL002 | ALREADY_EXISTS      | id: 7 (expected: an id that nobody has; someone has this"
            + " one)",
        "42P01 | FAILED_PRECONDITION | the database has another schema sluice than was made",
        "53100 | UNAVAILABLE         | the database has no room for more",
        "53300 | UNAVAILABLE         | the database has no room for the call at the moment",
        "57014 | UNAVAILABLE         | the database did not answer in time",
        "57P01 | UNAVAILABLE         | the database is shutting down or starting",
        "XX000 | UNAVAILABLE         | the database did not carry out the call (SQLSTATE XX000)",
      })
  void refusalsHaveAStatusAndSayNothingOfTheDatabase(
      String state, GrpcStatus status, String message) {
    assertThat(failures.status(new PgException("7", "ERROR", state, "a detail")))
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> {
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.message()).isEqualTo(message);
            });
  }
}
