package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Principal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That few tokens are kept, and none longer than its keys. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class VerifiedTokensTest {

  @Test
  void keepsNoMoreTokensThanItMay() {
    VerifiedTokens tokens = new VerifiedTokens(2);
    KeySet keys =
        new KeySet(List.of(new VerificationKey("k1", JwsAlgorithm.RS256, Tokens.RSA.getPublic())));
    VerifiedTokens.Verified one =
        new VerifiedTokens.Verified(
            new Principal("ada", "jwt", Set.of(), Set.of(), new JsonObject()), 1);
    for (String token : List.of("a", "b", "c")) {
      tokens.find(token, keys);
      tokens.add(token, keys, one);
    }
    assertThat(tokens.size()).isEqualTo(2);
    assertThat(tokens.find("a", keys)).isNull();
    assertThat(tokens.find("c", keys)).isSameAs(one);
  }

  @Test
  void forgetsTokensWhenTheKeysChange() {
    VerifiedTokens tokens = new VerifiedTokens(2);
    KeySet before =
        new KeySet(List.of(new VerificationKey("k1", JwsAlgorithm.RS256, Tokens.RSA.getPublic())));
    KeySet after =
        new KeySet(
            List.of(new VerificationKey("k2", JwsAlgorithm.RS256, Tokens.OTHER_RSA.getPublic())));
    tokens.find("a", before);
    tokens.add(
        "a",
        before,
        new VerifiedTokens.Verified(
            new Principal("ada", "jwt", Set.of(), Set.of(), new JsonObject()), 1));

    assertThat(tokens.find("a", before)).isNotNull();
    assertThat(tokens.find("a", after)).isNull();
  }
}
