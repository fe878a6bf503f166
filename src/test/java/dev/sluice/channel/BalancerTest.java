package dev.sluice.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which address gets a call, and when one is out of use; with a clock of its own. */
@Timeout(20)
class BalancerTest {

  private final FakeTimers timers = new FakeTimers();
  private final FakeConnector connector = new FakeConnector();
  private int lookUps;
  private Balancer balancer = balancer(new JsonObject());

  private Balancer balancer(JsonObject options) {
    return new Balancer(
        ChannelOptions.of(options.put("targets", "a:1")), connector, timers, () -> lookUps++);
  }

  private static Endpoint endpoint(String host, int priority, int weight) {
    return new Endpoint(new Endpoint.Key(host, null, 1), priority, weight);
  }

  private void addresses(String... hosts) {
    balancer.update(Arrays.stream(hosts).map(host -> endpoint(host, 0, 1)).toList());
  }

  private WaitingCall call(String... avoided) {
    WaitingCall call = new WaitingCall(avoided);
    balancer.take(call);
    return call;
  }

  private Map<String, Integer> spread(int calls) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < calls; i++) {
      WaitingCall call = call();
      counts.merge(call.host(), 1, Integer::sum);
      call.succeed();
    }
    return counts;
  }

  @Test
  void waitsForAddressesBeforeTheFirstCall() {
    WaitingCall call = call();
    assertThat(call.host()).isEqualTo("none");
    assertThat(lookUps).isPositive();

    addresses("a");

    assertThat(call.host()).isEqualTo("a");
  }

  @Test
  void failsCallsWhileThereAreNoAddresses() {
    WaitingCall call = call();

    balancer.unresolved(new StatusException(GrpcStatus.UNAVAILABLE, "no such name"));

    assertThat(call.failure.message()).isEqualTo("no such name");
    assertThat(call().failure.message()).isEqualTo("no such name");
  }

  @Test
  void goesRoundTheAddresses() {
    addresses("a", "b", "c");
    call().succeed();

    assertThat(spread(30)).isEqualTo(Map.of("a", 10, "b", 10, "c", 10));
  }

  @Test
  void givesAddressesCallsByTheirWeight() {
    balancer.update(List.of(endpoint("a", 0, 1), endpoint("b", 0, 3)));
    call().succeed();

    assertThat(spread(40)).isEqualTo(Map.of("a", 10, "b", 30));
  }

  @Test
  void usesTheNextPriorityWhileAllOfTheFirstAreOut() {
    balancer.update(List.of(endpoint("z", 2, 1), endpoint("a", 1, 1), endpoint("b", 1, 1)));
    assertThat(spread(10).keySet()).containsExactly("a", "b");
    assertThat(connector.attempts("z")).isZero();

    connector.away.addAll(List.of("a", "b"));
    connector.link("a").close();
    connector.link("b").close();
    assertThat(spread(10)).isEqualTo(Map.of("z", 10));

    connector.away.clear();
    timers.advance(Duration.ofSeconds(30));
    assertThat(spread(10).keySet()).containsExactly("a", "b");
  }

  @Test
  void givesTheOneWithTheFewestCallsTheNext() {
    balancer = balancer(new JsonObject().put("loadBalancing", "leastRequests"));
    addresses("a", "b");
    call();
    List<WaitingCall> open = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      open.add(call());
    }
    open.stream().filter(each -> each.host().equals("b")).forEach(WaitingCall::succeed);

    for (int i = 0; i < 5; i++) {
      assertThat(call().host()).isEqualTo("b");
    }
  }

  @Test
  void letsCallsWaitThatAreMoreThanAConnectionTakes() {
    connector.maxCalls = 2;
    addresses("a");
    WaitingCall first = call();
    call();
    WaitingCall third = call();
    assertThat(third.host()).isEqualTo("none");

    first.succeed();

    assertThat(third.host()).isEqualTo("a");
  }

  @Test
  void forgetsACallThatWaitsNoLonger() {
    connector.maxCalls = 1;
    addresses("a");
    WaitingCall first = call();
    WaitingCall second = call();

    balancer.forget(second);
    first.succeed();

    assertThat(second.use).isNull();
    assertThat(call().host()).isEqualTo("a");
  }

  @Test
  void avoidsAnAddressUnlessThereIsNoOther() {
    addresses("a", "b");
    call().succeed();

    assertThat(call("a").host()).isEqualTo("b");
    assertThat(call("a").host()).isEqualTo("b");
    assertThat(call("a", "b").host()).isIn("a", "b");
  }

  @Test
  void leavesOutAnAddressAfterSoManyFailuresInARow() {
    addresses("a", "b");
    List<WaitingCall> toA = new ArrayList<>();
    while (toA.size() < 3) {
      WaitingCall call = call();
      if (call.host().equals("a")) {
        toA.add(call);
      }
    }
    toA.get(0).failUnavailable();
    toA.get(1).failUnavailable();
    assertThat(spread(4)).containsKey("a");
    toA.get(2).failUnavailable();
    assertThat(spread(4)).containsKey("a");

    WaitingCall[] next = {call(), call(), call(), call(), call(), call()};
    Arrays.stream(next)
        .filter(each -> each.host().equals("a"))
        .forEach(WaitingCall::failUnavailable);

    assertThat(spread(10)).isEqualTo(Map.of("b", 10));
    assertThat(lookUps).isPositive();
  }

  @Test
  void probesADeadAddressOncePerBackoff() {
    addresses("a", "b");
    spread(4);
    connector.away.add("a");
    connector.link("a").close();
    long before = connector.attempts("a");
    int backoffs = 0;
    for (int second = 0; second < 120; second++) {
      spread(100);
      timers.advance(Duration.ofSeconds(1));
    }
    // 1, 2, 4, 8, 16 and then 30 seconds each.
    for (int at = 1, length = 2; at <= 120; at += length, length = Math.min(30, 2 * length)) {
      backoffs++;
    }

    // The first is no probe: a connection without a call may be closed for no fault of the server.
    assertThat(connector.attempts("a") - before).isEqualTo(1 + backoffs);
    assertThat(spread(10)).isEqualTo(Map.of("b", 10));
  }

  @Test
  void bringsAnAddressBackThatIsWellAndBeginsAnew() {
    addresses("a", "b");
    spread(4);
    connector.away.add("a");
    connector.link("a").close();
    spread(1);
    timers.advance(Duration.ofSeconds(4));
    connector.away.clear();

    timers.advance(Duration.ofSeconds(8));

    assertThat(spread(20)).containsKeys("a", "b");
    assertThat(connector.checks).containsOnly("a ");
    connector.away.add("a");
    connector.link("a").close();
    spread(2);
    long attempts = connector.attempts("a");
    timers.advance(Duration.ofMillis(1_100));
    assertThat(connector.attempts("a")).isEqualTo(attempts + 1);
  }

  @Test
  void leavesOutAnAddressThatSaysItIsNotWell() {
    connector.sick.add("a");
    addresses("a", "b");
    spread(4);
    connector.link("a").listener.closed();
    connector.away.add("a");
    spread(2);
    connector.away.clear();

    timers.advance(Duration.ofSeconds(20));

    assertThat(connector.checks.size()).isPositive();
    assertThat(connector.links)
        .filteredOn(each -> each.address.equals("a") && !each.closed)
        .hasSizeLessThan(2);
    assertThat(spread(10)).isEqualTo(Map.of("b", 10));
  }

  @Test
  void leavesAConnectionThatIsNotWellToTheCallsThatAreOpenOnIt() {
    addresses("a");
    WaitingCall open = call();
    FakeConnector.FakeLink first = connector.link("a");
    for (int i = 0; i < 3; i++) {
      call().failUnavailable();
    }
    connector.sick.add("a");
    timers.advance(Duration.ofSeconds(2));
    assertThat(first.closed).isFalse();
    connector.sick.clear();

    timers.advance(Duration.ofSeconds(5));

    assertThat(connector.attempts("a")).isEqualTo(2);
    assertThat(call().use.link()).isNotSameAs(first);
    open.succeed();
    assertThat(first.closed).isTrue();
  }

  @Test
  void givesAnAddressThatIsBackOneCallUntilItHasAnswered() {
    addresses("a");
    for (int i = 0; i < 3; i++) {
      call().failUnavailable();
    }
    assertThat(call().failure.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    timers.advance(Duration.ofSeconds(1));

    WaitingCall first = call();
    WaitingCall second = call();
    assertThat(first.host()).isEqualTo("a");
    assertThat(second.host()).isEqualTo("none");
    first.failUnavailable();

    assertThat(second.failure.message()).isEqualTo("a:1: no");
  }

  @Test
  void saysWhatTheLastAddressFailedOf() {
    connector.away.addAll(List.of("a", "b"));
    addresses("a", "b");

    assertThat(call().failure.message())
        .isEqualTo("2 addresses cannot be used, the last: b:1: connection refused");
  }

  @Test
  void connectsAgainWhenTheServerHasClosedAnIdleConnection() {
    addresses("a");
    spread(1);
    timers.advance(Duration.ofSeconds(60));
    connector.link("a").close();

    assertThat(connector.attempts("a")).isEqualTo(1);
    assertThat(spread(1)).isEqualTo(Map.of("a", 1));
    assertThat(connector.attempts("a")).isEqualTo(2);
  }

  @Test
  void letsCallsEndOnAConnectionThatTakesNoMore() {
    addresses("a");
    WaitingCall old = call();
    old.use.succeeded();
    FakeConnector.FakeLink link = connector.link("a");

    link.listener.leaving();

    WaitingCall next = call();
    assertThat(next.use.link()).isNotSameAs(old.use.link());
    assertThat(link.closed).isFalse();
    old.use.released();
    assertThat(link.closed).isTrue();
  }

  @Test
  void doesNotConnectWithoutEndToAServerThatClosesAtOnce() {
    addresses("a");
    for (int i = 0; i < 100; i++) {
      WaitingCall call = call();
      if (call.use != null) {
        connector.link("a").close();
        call.use.released();
      }
    }

    assertThat(connector.attempts("a")).isEqualTo(1);
  }

  @Test
  void letsCallsEndOnAnAddressThatIsGone() {
    addresses("a", "b");
    spread(2);
    WaitingCall first = call();
    WaitingCall second = call();
    WaitingCall onA = first.host().equals("a") ? first : second;
    FakeConnector.FakeLink link = connector.link("a");

    addresses("b");

    assertThat(spread(10)).isEqualTo(Map.of("b", 10));
    assertThat(link.closed).isFalse();
    onA.succeed();
    assertThat(link.closed).isTrue();
  }

  @Test
  void leavesNoTimerWhenClosed() {
    connector.away.add("a");
    addresses("a");
    WaitingCall call = call();
    assertThat(timers.pending()).isEqualTo(1);

    balancer.close();

    assertThat(timers.pending()).isZero();
    assertThat(call.failure).isNotNull();
    assertThat(call().failure.status()).isEqualTo(GrpcStatus.CANCELLED);
  }
}
