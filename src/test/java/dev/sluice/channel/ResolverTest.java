package dev.sluice.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a channel does when its addresses cannot be looked up. */
@Timeout(10)
class ResolverTest {

  @Test
  void looksUpAgainAfterALookUpHasThrown() {
    ChannelOptions options = ChannelOptions.of(new JsonObject().put("targets", "dns:///a:1"));
    FakeTimers timers = new FakeTimers();
    List<StatusException> failures = new ArrayList<>();
    Resolver resolver =
        new Resolver(
            options.targets(),
            options.resolve(),
            target -> {
              throw new IllegalStateException("no DNS server");
            },
            timers);
    resolver.listen(
        new Resolver.Listener() {
          @Override
          public void failed(StatusException e) {
            failures.add(e);
          }
        });

    resolver.refresh();
    timers.advance(Duration.ofMinutes(5));

    assertThat(failures.size()).isGreaterThan(1);
    assertThat(failures).extracting(StatusException::status).containsOnly(GrpcStatus.UNKNOWN);
    resolver.close();
  }
}
