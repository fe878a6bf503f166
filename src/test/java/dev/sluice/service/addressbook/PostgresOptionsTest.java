package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class PostgresOptionsTest {

  @Test
  void nothingNeedsToBeSaid() {
    PostgresOptions options = AddressBookOptions.parse(new JsonObject()).postgres();

    assertThat(options.server()).hasToString("localhost:5432/sluice");
    assertThat(options.login()).isEqualTo(new PostgresOptions.Login("sluice", null, null, null));
    assertThat(options.tls().mode()).isEqualTo(PostgresOptions.Mode.PREFER);
    assertThat(options.limits().query()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.schema()).isEqualTo("sluice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'port': 0} | port: 0 (expected: an integer from 1 to 65535)",
        "{'sslMode': 'on'} | sslMode: \"on\" (expected: one of disable, prefer, require, verify-ca,"
            + " verify-full)",
        "{'sslMode': 'verify-full'} | sslCertificates: null (expected: a PEM file, since sslMode is"
            + " verify-full)",
        "{'password': 'a', 'passwordFile': 'b'} | passwordFile: \"b\" (expected: only one of"
            + " password, passwordFile and passwordEnv)",
        "{'password': 'a', 'passwordEnv': 'B'} | passwordEnv: \"B\" (expected: only one"
            + " of password, passwordFile and passwordEnv)",
        "{'schema': 'a-b'} | schema: \"a-b\" (expected: at most 40 of a-z, 0-9 and _, no digit and"
            + " no pg_ first)",
        "{'schema': 'pg_x'} | schema: \"pg_x\" (expected: at most 40 of a-z, 0-9 and _, no digit"
            + " and no pg_ first)",
        "{'prot': 1} | prot: unknown key (did you mean port?)",
      })
  void faultsAreNamed(String postgres, String fault) {
    JsonObject options =
        new JsonObject()
            .put("store", "postgres")
            .put("postgres", new JsonObject(postgres.replace('\'', '"')));

    assertThat(new AddressBookServiceProvider().check(options))
        .isEqualTo(List.of("postgres." + fault.replace("mean port", "mean postgres.port")));
  }

  @Test
  void passwordIsNotShown() {
    JsonObject conf = new JsonObject().put("postgres", new JsonObject().put("password", "s3cret"));

    assertThat(new AddressBookServiceProvider().check(conf))
        .containsExactly("postgres: (expected: only with store postgres)");
    assertThat(AddressBookOptions.parse(conf.put("store", "postgres")).toString())
        .doesNotContain("s3cret");
  }
}
