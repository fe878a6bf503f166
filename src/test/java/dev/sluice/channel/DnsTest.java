package dev.sluice.channel;

import static dev.sluice.channel.TestChannels.failure;
import static dev.sluice.channel.TestChannels.greet;
import static dev.sluice.channel.TestChannels.greetEach;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.channel.TestDnsServer.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Addresses that a channel finds in the DNS. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
class DnsTest {

  private static final int GIVES_UP_SOON = 300;

  private TestDnsServer dns;
  private TestServer one;
  private TestServer two;
  private TestChannels channels;

  @BeforeEach
  void setUp(Vertx vertx) throws IOException {
    dns = new TestDnsServer();
    one = TestServer.start(vertx, "127.0.0.1", 0);
    two = TestServer.start(vertx, "127.0.0.2", one.port());
    channels = new TestChannels(vertx);
  }

  @AfterEach
  void closeAll() {
    channels.close();
    dns.close();
  }

  private Channel open(String scheme, String name) {
    return open(scheme, name, 5000);
  }

  private Channel open(String scheme, String name, int timeoutMillis) {
    return channels.open(
        new JsonObject()
            .put("targets", scheme + "://" + dns.authority() + "/" + name)
            .put(
                "resolve",
                new JsonObject()
                    .put("intervalSeconds", 1)
                    .put("minIntervalMillis", 50)
                    .put("timeoutMillis", timeoutMillis))
            .put("ejection", new JsonObject().put("initialBackoffMillis", 100)));
  }

  private String name() {
    return "all.test:" + one.port();
  }

  private static void greetTimes(Channel channel, int times) {
    for (int i = 0; i < times; i++) {
      greet(channel);
    }
  }

  @Test
  void callsAllAddressesOfAName() {
    dns.put("all.test", Answer.a("127.0.0.1"), Answer.a("127.0.0.2"));

    Channel channel = open("dns", name());
    greetEach(channel, List.of(one, two));

    greetTimes(channel, 20);

    assertThat(one.calls.size()).isBetween(5, 15);
    assertThat(two.calls.size()).isBetween(5, 15);
  }

  @Test
  void followsAnAlias() {
    dns.put("all.test", Answer.cname("real.test"));
    dns.put("real.test", Answer.a("127.0.0.1"));

    assertThat(greet(open("dns", name()))).isEqualTo("Hello, you");
  }

  @Test
  void callsIpv6AddressesWhereThereAreNoOthers(Vertx vertx) {
    TestServer six = TestServer.start(vertx, "::1", 0);
    dns.put("six.test", Answer.aaaa("::1"));

    assertThat(greet(open("dns", "six.test:" + six.port()))).isEqualTo("Hello, you");
  }

  @Test
  void asksTheSystemWhereNoServerIsNamed() {
    assertThat(
            greet(channels.open(new JsonObject().put("targets", "dns:///localhost:" + one.port()))))
        .isEqualTo("Hello, you");
  }

  @Test
  void noticesAddressesThatComeAndGo() {
    dns.put("all.test", Answer.a("127.0.0.1"));
    Channel channel = open("dns", name());
    greetTimes(channel, 5);
    assertThat(two.calls).isEmpty();

    dns.put("all.test", Answer.a("127.0.0.2"));

    Awaitility.await()
        .untilAsserted(
            () -> {
              greet(channel);
              assertThat(two.calls).isNotEmpty();
            });
    int before = one.calls.size();
    greetTimes(channel, 5);
    assertThat(one.calls).hasSize(before);
  }

  @Test
  void looksUpANameAgainWhenAnAddressFails() {
    dns.put("all.test", Answer.srv(0, 1, one.port(), "one.test", 300));
    dns.put("one.test", Answer.a("127.0.0.1"));
    Channel channel =
        channels.open(
            new JsonObject()
                .put("targets", "srv://" + dns.authority() + "/all.test")
                .put("waitForReady", true)
                .put(
                    "resolve",
                    new JsonObject().put("intervalSeconds", 3600).put("minIntervalMillis", 50)));
    greet(channel);
    dns.put("one.test", Answer.a("127.0.0.2"));

    one.stop();

    assertThat(greet(channel)).isEqualTo("Hello, you");
    assertThat(two.calls).isNotEmpty();
  }

  @Test
  void keepsTheLastAddressesWhileTheNameCannotBeLookedUp() {
    dns.put("all.test", Answer.a("127.0.0.1"));
    Channel channel = open("dns", name(), GIVES_UP_SOON);
    Awaitility.await().ignoreExceptions().until(() -> greet(channel).equals("Hello, you"));

    dns.remove("all.test");
    awaitQueries(3);
    assertThat(greet(channel)).isEqualTo("Hello, you");
    dns.put("all.test");
    awaitQueries(3);
    assertThat(greet(channel)).isEqualTo("Hello, you");
    dns.garble(true);
    awaitQueries(3);
    assertThat(greet(channel)).isEqualTo("Hello, you");
  }

  private void awaitQueries(int more) {
    int before = dns.queries.get();
    Awaitility.await().until(() -> dns.queries.get() >= before + more);
  }

  @Test
  void saysThatANameDoesNotExistAndFindsItLater() {
    Channel channel = open("dns", name());

    StatusException failure = failure(channel);

    assertThat(failure.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(failure.message())
        .startsWith("dns://" + dns.authority() + "/" + name() + ": no address: ");

    dns.put("all.test", Answer.a("127.0.0.1"));
    Awaitility.await().ignoreExceptions().until(() -> greet(channel).equals("Hello, you"));
  }

  @Test
  void outlivesAServerThatAnswersGarbage() {
    dns.garble(true);
    dns.put("all.test", Answer.a("127.0.0.1"));
    Channel channel = open("dns", name(), GIVES_UP_SOON);

    assertThat(failure(channel).status()).isEqualTo(GrpcStatus.UNAVAILABLE);

    dns.garble(false);
    Awaitility.await().ignoreExceptions().until(() -> greet(channel).equals("Hello, you"));
  }

  @Test
  void givesServersOfARecordCallsByWeight() {
    dns.put(
        "_grpc._tcp.test",
        Answer.srv(0, 30, one.port(), "one.test", 300),
        Answer.srv(0, 10, two.port(), "two.test", 300));
    dns.put("one.test", Answer.a("127.0.0.1"));
    dns.put("two.test", Answer.a("127.0.0.2"));

    Channel channel = open("srv", "_grpc._tcp.test");
    greetEach(channel, List.of(one, two));

    greetTimes(channel, 42);

    assertThat(one.calls.size()).isBetween(28, 34);
    assertThat(two.calls.size()).isBetween(8, 14);
  }

  @Test
  void callsServersOfTheNextPriorityOnlyWhileThoseOfTheFirstAreOut() {
    dns.put(
        "_grpc._tcp.test",
        Answer.srv(10, 0, one.port(), "one.test", 300),
        Answer.srv(20, 0, two.port(), "two.test", 300),
        Answer.srv(30, 0, 1, "lost.test", 300),
        Answer.srv(0, 0, 0, ".", 300));
    dns.put("one.test", Answer.a("127.0.0.1"));
    dns.put("two.test", Answer.a("127.0.0.2"));
    Channel channel = open("srv", "_grpc._tcp.test");
    greetTimes(channel, 10);
    assertThat(two.calls).isEmpty();

    one.stop();

    greetTimes(channel, 10);
    assertThat(two.calls).isNotEmpty();
    one.restart();
    int before = one.calls.size();
    Awaitility.await()
        .untilAsserted(
            () -> {
              greet(channel);
              assertThat(one.calls.size()).isGreaterThan(before);
            });
  }

  @Test
  void keepsAnswersNoLongerThanTheyLive() {
    dns.put("all.test", Answer.srv(0, 1, one.port(), "one.test", 0));
    dns.put("one.test", Answer.a("127.0.0.1"));
    Channel channel =
        channels.open(
            new JsonObject()
                .put("targets", "srv://" + dns.authority() + "/all.test")
                .put(
                    "resolve",
                    new JsonObject().put("intervalSeconds", 3600).put("minIntervalMillis", 50)));
    greet(channel);

    awaitQueries(10);
  }
}
