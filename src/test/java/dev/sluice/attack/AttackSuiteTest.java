package dev.sluice.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is sent in clear to a server that everybody may call. */
class AttackSuiteTest extends AttackSuite {

  @Override
  AttackServer open() throws Exception {
    return new AttackServer("{}");
  }

  @Override
  Stream<Attack> attacks() {
    return Stream.<Supplier<List<Attack>>>of(
            Http1Attacks::all,
            Http2Attacks::all,
            Http2FrameAttacks::all,
            Http2HeaderAttacks::all,
            GrpcAttacks::all,
            RestAttacks::all,
            WebSocketAttacks::all,
            ClientAttacks::all)
        .flatMap(attacks -> attacks.get().stream());
  }

  @Test
  void hasAtLeast150Cases() {
    assertThat(attacks()).hasSizeGreaterThan(150);
  }
}
