package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import dev.sluice.config.RateLimitConfig;
import dev.sluice.security.SecuredServer.Answer;
import dev.sluice.security.SecuredServer.Door;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RateLimitInterceptorTest {

  @TempDir Path directory;
  private long now;

  private RateLimitInterceptor limit(int rate, int burst, int callers) {
    return new RateLimitInterceptor(new RateLimitConfig(rate, burst, callers), () -> now);
  }

  @Test
  void letsACallerCallAsOftenAsItMay() {
    RateLimitInterceptor limit = limit(10, 3, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(limit.take("ada")).isZero();
    }
    assertThat(limit.take("ada")).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(limit.take("grace")).isZero();

    now += TimeUnit.MILLISECONDS.toNanos(100);
    assertThat(limit.take("ada")).isZero();
    assertThat(limit.take("ada")).isPositive();

    now += TimeUnit.HOURS.toNanos(1);
    for (int i = 0; i < 3; i++) {
      assertThat(limit.take("ada")).isZero();
    }
    assertThat(limit.take("ada")).isPositive();
  }

  @Test
  void remembersNoMoreCallersThanItMay() {
    RateLimitInterceptor limit = limit(1, 1, 10);
    for (int i = 0; i < 1000; i++) {
      limit.take("caller " + i);
    }
    assertThat(limit.callers()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhoCallsTooOftenAtEveryDoor(Door door) throws Exception {
    JsonObject security =
        SecuredServer.security(
                List.of(SecuredServer.jwt(directory)), SecuredServer.rule("*", "anyone"))
            .put("rateLimit", new JsonObject().put("callsPerSecond", 1).put("burst", 2));
    try (SecuredServer server = new SecuredServer(security)) {
      String ada = "Bearer " + Tokens.good();
      int refused = 0;
      Answer answer = null;
      for (int i = 0; i < 30 && refused == 0; i++) {
        answer = server.call(door, "authorization", ada);
        refused += answer.status() == GrpcStatus.OK ? 0 : 1;
      }
      assertThat(answer.status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
      assertThat(answer.details(RetryInfo.getDefaultInstance()))
          .singleElement()
          .extracting(retry -> Durations.toMillis(retry.getRetryDelay()))
          .satisfies(millis -> assertThat(millis).isBetween(1L, 1000L));
      if (door == Door.REST) {
        assertThat(answer.httpStatus()).isEqualTo(429);
        assertThat(answer.headers().getAll("retry-after")).containsExactly("1");
      }
      // Others, and those who are not known, have buckets of their own.
      assertThat(server.call(door).status()).isEqualTo(GrpcStatus.OK);
      String grace =
          "Bearer " + Tokens.signed(Tokens.header(), Tokens.claims().put("sub", "grace"));
      assertThat(server.call(door, "authorization", grace).status()).isEqualTo(GrpcStatus.OK);
    }
  }
}
