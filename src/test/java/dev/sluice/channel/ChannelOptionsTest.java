package dev.sluice.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What options say, and what is wrong with them. */
@Timeout(20)
class ChannelOptionsTest {

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, HOST, localhost, 8080,",
    "[::1]:8080, HOST, ::1, 8080,",
    "dns:///example.org:443, DNS, example.org, 443,",
    "DNS:///example.org:443, DNS, example.org, 443,",
    "dns://127.0.0.1/example.org:443, DNS, example.org, 443, 127.0.0.1:53",
    "dns://[::1]:5353/example.org:443, DNS, example.org, 443, ::1:5353",
    "srv:///_grpc._tcp.example.org, SRV, _grpc._tcp.example.org, 0,",
    "srv://10.0.0.1:53/_grpc._tcp.example.org., SRV, _grpc._tcp.example.org., 0, 10.0.0.1:53"
  })
  void readsTargets(String text, Target.Kind kind, String host, int port, String server) {
    Target target = Target.parse(text).orElseThrow();

    assertThat(target.kind()).isEqualTo(kind);
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.port()).isEqualTo(port);
    assertThat(
            target.server() == null ? null : target.server().host() + ":" + target.server().port())
        .isEqualTo(server);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "localhost", "localhost:0", "localhost:65536", ":8080", "::1:8080", "http://x:1",
        "dns:///x", "dns:///:1", "dns:x:1", "dns://", "dns:///", "dns:///a b:1", "dns:///-x:1",
        "dns://h:0/x:1", "srv:///", "srv:///x:1", "srv:///a..b", "srv:x", "dns:///x:1?y"
      })
  void refusesOtherTargets(String text) {
    assertThat(Target.parse(text)).isEmpty();
  }

  @Test
  void hasDefaults() {
    ChannelOptions options = ChannelOptions.of(new JsonObject().put("targets", "localhost:1"));

    assertThat(options.loadBalancing()).isEqualTo(LoadBalancing.ROUND_ROBIN);
    assertThat(options.deadline()).isNull();
    assertThat(options.connection().tls()).isEqualTo(ChannelTls.NONE);
    assertThat(options.retry().maxAttempts()).isEqualTo(3);
    assertThat(options.ejection().backoff().initial()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void reportsAllFaultsAtOnce() {
    JsonObject json =
        new JsonObject(
            """
            {"targets": ["localhost:1", "nowhere"], "loadBalancing": "random",
             "deadlineMillis": -1, "maxWaitingCalls": "many",
             "tls": {"key": "k.pem", "insecure": true, "ca": "ca.pem"},
             "resolve": {"intervalSeconds": 0},
             "ejection": {"failures": 0, "initialBackoffMillis": 100, "maxBackoffMillis": 50},
             "retry": {"maxAttempts": 0, "methods": ["Greeter"], "statusCodes": ["OK"],
                       "multiplier": 0.5, "jitter": "some", "budget": {"maxTokens": 0}},
             "atempts": 3}
            """);

    ConfigException fault =
        catchThrowableOfType(
            ConfigException.class, () -> ChannelOptions.of(json, "services.mine.upstream"));

    assertThat(fault.faults())
        .hasSize(16)
        .allMatch(each -> each.startsWith("services.mine.upstream."))
        .anyMatch(
            each ->
                each.contains(
                    "targets: [\"localhost:1\",\"nowhere\"] (expected: one or more of host:port"))
        .anyMatch(
            each ->
                each.contains(
                    "loadBalancing: \"random\" (expected: one of roundRobin, leastRequests)"))
        .anyMatch(
            each ->
                each.contains(
                    "ejection.maxBackoffMillis: 50 (expected: no less than initialBackoffMillis)"))
        .anyMatch(
            each -> each.contains("retry.methods[0]: \"Greeter\" (expected: pkg.Service/Method,"))
        .anyMatch(each -> each.contains("retry.multiplier: 0.5 (expected: a number from 1 to 100)"))
        .anyMatch(each -> each.contains("tls.cert: null (expected: the path"))
        .anyMatch(each -> each.contains("atempts: unknown key"));
  }

  @Test
  void wantsATarget() {
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> ChannelOptions.of(new JsonObject()))
                .faults())
        .singleElement()
        .asString()
        .startsWith("targets: null (expected: one or more of");
  }

  @Test
  void makesPausesLongerUpToTheLongest() {
    BackoffOptions backoff =
        new BackoffOptions(Duration.ofMillis(100), Duration.ofSeconds(1), 2, 0.2);

    assertThat(backoff.pause(0, 0.5)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.pause(2, 0.5)).isEqualTo(Duration.ofMillis(400));
    assertThat(backoff.pause(2_000_000, 0.5)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.pause(0, 0)).isEqualTo(Duration.ofMillis(80));
    assertThat(backoff.pause(0, 1)).isEqualTo(Duration.ofMillis(120));
  }
}
