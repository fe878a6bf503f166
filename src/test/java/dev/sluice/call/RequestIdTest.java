package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-1_b.c:d", "4bf92f3577b34da6a3ce929d0e0e4736"})
  void isTheClientsOwn(String given) {
    assertThat(of(given)).isEqualTo(given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "ü", "<a>", "a\"", "a,b"})
  void isMadeUpWhereTheClientsWillNotDo(String given) {
    assertThat(of(given)).matches("[0-9a-f]{16}");
  }

  @Test
  void isMadeUpWhereTheClientsIsTooLong() {
    assertThat(of("a".repeat(64))).hasSize(64);
    assertThat(of("a".repeat(65))).matches("[0-9a-f]{16}");
  }

  @Test
  void isAnotherForEachCall() {
    MultiMap none = MultiMap.caseInsensitiveMultiMap();

    assertThat(RequestId.of(none)).matches("[0-9a-f]{16}").isNotEqualTo(RequestId.of(none));
  }

  private static String of(String given) {
    return RequestId.of(MultiMap.caseInsensitiveMultiMap().set("X-Request-Id", given));
  }
}
