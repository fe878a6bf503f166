package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TracingConfigTest {

  static Stream<Arguments> wrong() {
    String endpoint = "(expected: an http or https URL with a path, such as /v1/traces)";
    return Stream.of(
        arguments("{'enabled':1}", "tracing.enabled: 1 (expected: true or false)"),
        arguments("{'endpoint':'x'}", "tracing.endpoint: \"x\" " + endpoint),
        arguments(
            "{'endpoint':'http://x:4318'}", "tracing.endpoint: \"http://x:4318\" " + endpoint),
        arguments(
            "{'endpoint':'ftp://x/v1/traces'}",
            "tracing.endpoint: \"ftp://x/v1/traces\" " + endpoint),
        arguments(
            "{'sampleRatio':1.5}", "tracing.sampleRatio: 1.5 (expected: a number from 0 to 1)"),
        arguments(
            "{'sampleRatio':'1'}", "tracing.sampleRatio: \"1\" (expected: a number from 0 to 1)"),
        arguments(
            "{'headers':{'host':'x'}}",
            "tracing.headers.host: (expected: the name of a header that may be set)"),
        arguments(
            "{'headers':{'x-key':7}}",
            "tracing.headers.x-key: (expected: the value of a header, printable ASCII)"),
        arguments(
            "{'maxQueuedSpans':0}",
            "tracing.maxQueuedSpans: 0 (expected: an integer from 1 to 1000000)"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void tellsWhatIsWrong(String tracing, String fault) {
    JsonObject conf = new JsonObject("{\"tracing\":" + tracing.replace('\'', '"') + "}");
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> SluiceConfig.parse(conf));
    assertThat(e.faults()).containsExactly(fault);
  }
}
