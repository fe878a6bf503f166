package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SluiceConfigTest {

  private static final String NOT_BLANK = "a string that is not blank";

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      value = {
        "{'port': 'abc'}            ~ port: 'abc' (expected: an integer from 0 to 65535)",
        "{'port': '8080'}           ~ port: '8080' (expected: an integer from 0 to 65535)",
        "{'port': -1}               ~ port: -1 (expected: an integer from 0 to 65535)",
        "{'port': 65536}            ~ port: 65536 (expected: an integer from 0 to 65535)",
        "{'port': 4294967376}       ~ port: 4294967376 (expected: an integer from 0 to 65535)",
        "{'port': 80.5}             ~ port: 80.5 (expected: an integer from 0 to 65535)",
        "{'port': 1e4}              ~ port: 10000.0 (expected: an integer from 0 to 65535)",
        "{'port': null}             ~ port: null (expected: an integer from 0 to 65535)",
        "{'port': true}             ~ port: true (expected: an integer from 0 to 65535)",
        "{'port': {}}               ~ port: {} (expected: an integer from 0 to 65535)",
        "{'port': [8080]}           ~ port: [8080] (expected: an integer from 0 to 65535)",
        "{'host': 7}                ~ host: 7 (expected: " + NOT_BLANK + ")",
        "{'host': ''}               ~ host: '' (expected: " + NOT_BLANK + ")",
        "{'host': ' '}              ~ host: ' ' (expected: " + NOT_BLANK + ")",
        "{'host': null}             ~ host: null (expected: " + NOT_BLANK + ")",
        "{'http': 1}                ~ http: 1 (expected: an object)",
        "{'http': null}             ~ http: null (expected: an object)",
        "{'http': []}               ~ http: [] (expected: an object)",
        "{'http': {'maxHeaderBytes': 255}} ~ http.maxHeaderBytes: 255"
            + " (expected: an integer from 256 to 1048576)",
        "{'http': {'idleTimeoutSeconds': -1}} ~ http.idleTimeoutSeconds: -1"
            + " (expected: whole seconds, an integer from 0 to 86400)",
        "{'http': {'maxUriBytes': 10}} ~ http.maxUriBytes: 10"
            + " (expected: an integer from 64 to 1048576)",
        "{'limits': {'maxBufferedBytes': 0}} ~ limits.maxBufferedBytes: 0"
            + " (expected: an integer from 1 to 9223372036854775807)",
        "{'limits': {'maxConection': 1}} ~ limits.maxConection: unknown key"
            + " (did you mean limits.maxConnections?)",
        "{'deadlines': {}} ~ deadlines: {} (expected: a list of objects)",
        "{'deadlines': [1]} ~ deadlines[0]: 1 (expected: an object)",
        "{'deadlines': [{'method': 'Greeter'}]} ~ deadlines[0].method: 'Greeter'"
            + " (expected: pkg.Service/Method, pkg.Service/* or *)",
        "{'deadlines': [{'defaultMillis': 2, 'maxMillis': 1}]} ~ deadlines[0].defaultMillis: 2"
            + " (expected: at most maxMillis)",
        "{'http': {'idleTimeoutSeconds': '30s'}} ~ http.idleTimeoutSeconds: '30s'"
            + " (expected: whole seconds, an integer from 0 to 86400)",
        "{'http': {'maxConcurrentStreams': 0}} ~ http.maxConcurrentStreams: 0"
            + " (expected: an integer from 1 to 2147483647)",
        "{'grpc': 'on'}             ~ grpc: 'on' (expected: an object)",
        "{'grpc': {'maxMessageBytes': 0}} ~ grpc.maxMessageBytes: 0"
            + " (expected: an integer from 1 to 2147483647)",
        "{'grpc': {'maxMessageBytes': 2147483648}} ~ grpc.maxMessageBytes: 2147483648"
            + " (expected: an integer from 1 to 2147483647)",
        "{'grpc': {'webEnabled': 'yes'}} ~ grpc.webEnabled: 'yes' (expected: true or false)",
        "{'grpc': {'reflection': 1}} ~ grpc.reflection: 1 (expected: true or false)",
        "{'grpc': {'health': null}}  ~ grpc.health: null (expected: true or false)",
        "{'grpc': {'cors': true}}    ~ grpc.cors: true (expected: an object)",
        "{'grpc': {'cors': {'allowedOrigins': '*'}}} ~ grpc.cors.allowedOrigins: '*'"
            + " (expected: a list)",
        "{'grpc': {'cors': {'allowedOrigins': ['*', 3]}}} ~ grpc.cors.allowedOrigins[1]: 3"
            + " (expected: *, or an origin as browsers send it, such as https://app.example.com)",
        "{'grpc': {'cors': {'allowedOrigins': ['https://a.example/']}}}"
            + " ~ grpc.cors.allowedOrigins[0]: 'https://a.example/'"
            + " (expected: *, or an origin as browsers send it, such as https://app.example.com)",
        "{'grpc': {'cors': {'allowedHeaders': ['a b']}}} ~ grpc.cors.allowedHeaders[0]: 'a b'"
            + " (expected: the name of a header)",
        "{'grpc': {'cors': {'exposedHeaders': [null]}}} ~ grpc.cors.exposedHeaders[0]: null"
            + " (expected: the name of a header)",
        "{'grpc': {'cors': {'maxAgeSeconds': 86401}}} ~ grpc.cors.maxAgeSeconds: 86401"
            + " (expected: whole seconds, an integer from 0 to 86400)",
        "{'rest': {'contract': 5}}   ~ rest.contract: 5 (expected: " + NOT_BLANK + ", or null)",
        "{'rest': {'contract': ''}}  ~ rest.contract: '' (expected: " + NOT_BLANK + ", or null)",
        "{'rest': {'maxBodyBytes': -5}} ~ rest.maxBodyBytes: -5"
            + " (expected: an integer from 1 to 2147483647)",
        "{'rest': {'maxJsonDepth': 1001}} ~ rest.maxJsonDepth: 1001"
            + " (expected: an integer from 1 to 1000)",
        "{'rest': {'operations': ['a']}} ~ rest.operations: ['a'] (expected: an object)",
        "{'rest': {'operations': {'a.B/*': 1}}} ~ rest.operations.'a.B/*': 1"
            + " (expected: an object)",
        "{'rest': {'operations': {'a.B/C': {'statu': 201}}}} ~ rest.operations.'a.B/C'.statu:"
            + " unknown key (did you mean rest.operations.'a.B/C'.status?)",
        "{'rest': {'operations': {'A_b': {'status': 302}}}} ~ rest.operations.A_b.status: 302"
            + " (expected: an integer from 200 to 299)",
        "{'rest': {'operations': {'A_b': {'location': 7}}}} ~ rest.operations.A_b.location: 7"
            + " (expected: "
            + NOT_BLANK
            + ")",
        "{'rest': {'operations': {'A_b': {'etag': 'a b'}}}} ~ rest.operations.A_b.etag: 'a b'"
            + " (expected: the name of a field, dots between nested names)",
        "{'rest': {'operations': {'A_b': {'json': {'emitDefaults': 'yes'}}}}} ~"
            + " rest.operations.A_b.json.emitDefaults: 'yes' (expected: true or false)",
        "{'rest': {'operations': {'A_b': {'jsonParameters': ['x']}}}} ~"
            + " rest.operations.A_b.jsonParameters[0]: 'x' (expected: one of emitDefaults,"
            + " protoFieldNames, enumsAsNumbers, int64AsNumbers, ignoreUnknownFields,"
            + " caseInsensitiveEnums, indent)",
        "{'rest': {'operations': {'A_b': {'compression': {'level': 10}}}}} ~"
            + " rest.operations.A_b.compression.level: 10 (expected: an integer from 1 to 9)",
        "{'rest': {'operations': {'A_b': {'maxBodyBytes': 0}}}} ~"
            + " rest.operations.A_b.maxBodyBytes: 0 (expected: an integer from 1 to 2147483647)",
        "{'rest': {'operations': {'A_b': {'pathUnescaping': 'legacy'}}}} ~"
            + " rest.operations.A_b.pathUnescaping: 'legacy'"
            + " (expected: allExceptSlash, allExceptReserved or all)",
        "{'rest': {'operations': {'A_b': {'bindings': [{'field': 'a'}]}}}} ~"
            + " rest.operations.A_b.bindings[0].field: 'a'"
            + " (expected: one of header, cookie or remoteAddress: true beside it)",
        "{'rest': {'operations': {'A_b': {'bindings': [{'field': 'a', 'header': 1}]}}}} ~"
            + " rest.operations.A_b.bindings[0].header: 1 (expected: "
            + NOT_BLANK
            + ")",
        "{'rest': {'operations': {'A_b': {'bindings': [{'field': 'a', 'remoteAddress': false}]}}}}"
            + " ~ rest.operations.A_b.bindings[0].remoteAddress: false (expected: true)",
        "{'rest': {'ignoredQueryParameters': 'a'}} ~ rest.ignoredQueryParameters: 'a'"
            + " (expected: a list)",
        "{'rest': {'plusAsSpace': 1}} ~ rest.plusAsSpace: 1 (expected: true or false)",
        "{'rest': {'webSocketPingSeconds': -1}} ~ rest.webSocketPingSeconds: -1"
            + " (expected: whole seconds, an integer from 0 to 86400)",
        "{'rest': {'swaggerUi': 0}}  ~ rest.swaggerUi: 0 (expected: true or false)",
        "{'logging': {'format': 'xml'}} ~ logging.format: 'xml' (expected: one of text, json)",
        "{'logging': {'format': 'JSON'}} ~ logging.format: 'JSON' (expected: one of text, json)",
        "{'logging': {'level': 'verbose'}} ~ logging.level: 'verbose'"
            + " (expected: one of trace, debug, info, warn, error, off)",
        "{'logging': {'access': 'all'}} ~ logging.access: 'all' (expected: true or false)",
        "{'drain': {'timeoutSeconds': 101}} ~ drain.timeoutSeconds: 101"
            + " (expected: whole seconds, an integer from 0 to 100)",
        "{'metrics': {'enabled': []}} ~ metrics.enabled: [] (expected: true or false)",
        "{'validation': {'enabled': 1}} ~ validation.enabled: 1 (expected: true or false)",
        "{'services': ['greeter']}   ~ services: ['greeter'] (expected: an object)",
        "{'services': {'greeter': false}} ~ services.greeter: false (expected: an object)",
        "{'services': {'greeter': {'enabled': 'no'}}} ~ services.greeter.enabled: 'no'"
            + " (expected: true or false)",
        "{'http': {'allowedHosts': ['a.example', 'b.example:80']}} ~ http.allowedHosts[1]:"
            + " 'b.example:80' (expected: the name of a host without a port, such as example.org or"
            + " *.example.org)",
        "{'http': {'allowedHosts': '*'}} ~ http.allowedHosts: '*' (expected: a list)",
        "{'htpp': {}}                ~ htpp: unknown key (did you mean http?)",
        "{'Port': 1}                 ~ Port: unknown key (did you mean port?)",
        "{'http': {'maxHeaderByte': 1}} ~ http.maxHeaderByte: unknown key"
            + " (did you mean http.maxHeaderBytes?)",
        "{'grpc': {'cors': {'allowOrigins': []}}} ~ grpc.cors.allowOrigins: unknown key"
            + " (did you mean grpc.cors.allowedOrigins?)",
        "{'rest': {'openapi': {'servers': ['/v1', 'a b']}}} ~ rest.openapi.servers[1]: 'a b'"
            + " (expected: a URL of http or https, or a path that begins with a slash)",
        "{'rest': {'openapi': {'specification': '2.0'}}} ~ rest.openapi.specification: '2.0'"
            + " (expected: 3.0 or 3.1)",
        "{'rest': {'openapi': {'mediaTypes': ['form', 'json']}}} ~ rest.openapi.mediaTypes[1]:"
            + " 'json' (expected: one of protobuf, form, multipart)",
        "{'metrics': {'port': 9090}} ~ metrics.port: unknown key (expected: enabled)",
        "{'drain': {'a.b\\n"
            + "': 9}}    ~ drain.'a.b\\n"
            + "': unknown key (expected: delaySeconds, timeoutSeconds)"
      })
  void namesTheKeyItsValueAndWhatWasExpected(String conf, String fault) {
    assertThat(faultsOf(conf)).containsExactly(fault.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://*.x",
        "https://*",
        "*.example",
        "https://a.example/",
        "https://a.example/path",
        "https://a.example?x",
        "https://user@a.example",
        "https://a.example:443",
        "http://a.example:80",
        "https://a.example:",
        "https://a.example:0",
        "https://a.example:65536",
        "https://a.example:x",
        "https://A.example",
        "HTTPS://a.example",
        "https://a..example",
        "https://a example",
        "https://[::1",
        "https://",
        "://a",
        "a.example",
        "null",
      })
  void refusesWhatNoBrowserSendsAsAnOrigin(String origin) {
    for (String door : List.of("rest", "grpc")) {
      assertThat(faultsOf("{'" + door + "': {'cors': {'allowedOrigins': ['" + origin + "']}}}"))
          .singleElement()
          .asString()
          .startsWith(
              door + ".cors.allowedOrigins[0]: \"" + origin + "\" (expected: *, or an origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com",
        "http://localhost:3000",
        "http://a.example:443",
        "https://a_b.example:8443",
        "http://127.0.0.1",
        "https://[2001:db8::1]:65535",
        "chrome-extension://abcdefghijklmnop",
        "capacitor://localhost",
      })
  void takesOriginsAsBrowsersSendThem(String origin) {
    assertThat(
            parse("{'rest': {'cors': {'allowedOrigins': ['" + origin + "']}}}")
                .rest()
                .cors()
                .allows(origin))
        .isTrue();
  }

  @Test
  void reportsAllFaultsTogether() {
    assertThat(
            faultsOf(
                "{'port': 'x', 'grpc': {'health': 1, 'cors': {'maxAgeSeconds': 'x'}}, 'rset': {},"
                    + " 'services': {'a': {'enabled': 1}, 'b': 2}}"))
        .map(fault -> fault.substring(0, fault.indexOf(':')))
        .containsExactly(
            "port",
            "grpc.health",
            "grpc.cors.maxAgeSeconds",
            "services.a.enabled",
            "services.b",
            "rset");
  }

  @Test
  void putsOneFaultOnEachLineOfItsMessage() {
    assertThatThrownBy(() -> parse("{'port': -1, 'host': 1}"))
        .hasMessage(
            "host: 1 (expected: a string that is not blank)\n"
                + "port: -1 (expected: an integer from 0 to 65535)");
  }

  @Test
  void showsOnlyTheBeginningOfALongValue() {
    assertThat(faultsOf("{'port': '" + "x".repeat(5000) + "'}"))
        .singleElement()
        .asString()
        .hasSizeLessThan(200);
  }

  @Test
  void fillsAnEmptyConfWithDefaults() {
    SluiceConfig config = SluiceConfig.parse(new JsonObject());

    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                Duration.ofMinutes(5), 4096, 8192, 1000, HttpConfig.RequestIds.NEEDED, List.of()));
    assertThat(config.grpc().maxMessageBytes()).isEqualTo(4194304);
    assertThat(config.grpc().cors().allowedOrigins()).containsExactly("*");
    assertThat(config.rest())
        .isEqualTo(
            new RestConfig(
                null,
                4194304,
                100,
                Map.of(),
                true,
                new StreamConfig(
                    Duration.ofSeconds(15), Duration.ofMinutes(5), Duration.ofSeconds(30))));
    assertThat(config.logging())
        .isEqualTo(new LoggingConfig(LoggingConfig.Format.TEXT, LoggingConfig.Level.INFO, false));
    assertThat(config.drain().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.metrics().enabled()).isTrue();
    assertThat(config.validation().enabled()).isTrue();
    assertThat(config.services()).isEmpty();
  }

  @Test
  void readsEveryKey() {
    SluiceConfig config =
        parse(
            "{'host': '::1', 'port': 0,"
                + "'http': {'idleTimeoutSeconds': 60, 'maxHeaderBytes': 16384,"
                + " 'maxConcurrentStreams': 5, 'requestIds': 'always',"
                + " 'allowedHosts': ['A.example', '*.b.example']},"
                + "'grpc': {'maxMessageBytes': 1, 'webEnabled': false, 'reflection': false,"
                + " 'health': false, 'cors': {'allowedOrigins': ['https://a.example:8443'],"
                + " 'allowedHeaders': ['x-a'], 'exposedHeaders': [], 'maxAgeSeconds': 0}},"
                + "'rest': {'contract': 'a.yaml', 'maxBodyBytes': 2, 'maxJsonDepth': 3,"
                + " 'operations': {'a': {'status': 201, 'etag': null}}, 'swaggerUi': false,"
                + " 'sseKeepAliveSeconds': 0, 'streamIdleTimeoutSeconds': 60,"
                + " 'webSocketPingSeconds': 86400},"
                + "'logging': {'format': 'json', 'level': 'debug', 'access': true},"
                + "'drain': {'timeoutSeconds': 0}, 'metrics': {'enabled': false},"
                + "'validation': {'enabled': false}}");

    assertThat(config.host()).isEqualTo("::1");
    assertThat(config.port()).isZero();
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                Duration.ofMinutes(1),
                4096,
                16384,
                5,
                HttpConfig.RequestIds.ALWAYS,
                List.of("a.example", "*.b.example")));
    assertThat(config.grpc())
        .isEqualTo(
            new GrpcConfig(
                1,
                200,
                false,
                false,
                false,
                new CorsConfig(
                    List.of("https://a.example:8443"),
                    List.of("x-a"),
                    List.of(),
                    Duration.ZERO,
                    false)));
    assertThat(config.rest())
        .isEqualTo(
            new RestConfig(
                "a.yaml",
                2,
                3,
                Map.of("a", new OperationConfig(new JsonObject().put("status", 201))),
                false,
                new StreamConfig(Duration.ZERO, Duration.ofMinutes(1), Duration.ofHours(24))));
    assertThat(config.logging())
        .isEqualTo(new LoggingConfig(LoggingConfig.Format.JSON, LoggingConfig.Level.DEBUG, true));
    assertThat(config.drain()).isEqualTo(new DrainConfig(Duration.ZERO, Duration.ZERO));
    assertThat(config.metrics()).isEqualTo(new MetricsConfig(false));
    assertThat(config.validation()).isEqualTo(new ValidationConfig(false));
  }

  @Test
  void takesNullForTheContractThatIsBuiltIn() {
    assertThat(parse("{'rest': {'contract': null}}").rest().contract()).isNull();
  }

  @Test
  void handsAServiceItsOwnOptions() {
    SluiceConfig config =
        parse("{'services': {'greeter': {'enabled': false, 'greeting': {'text': 'Hi'}}}}");

    ServiceConfig greeter = config.service("greeter");
    assertThat(greeter.enabled()).isFalse();
    assertThat(greeter.options())
        .isEqualTo(new JsonObject().put("greeting", new JsonObject().put("text", "Hi")));
    assertThat(config.service("other")).isEqualTo(ServiceConfig.DEFAULT);
  }

  @Test
  void cannotBeChangedThroughWhatItHandsOut() {
    JsonObject conf = conf("{'services': {'greeter': {'a': {'b': 1}}}}");
    SluiceConfig config = SluiceConfig.parse(conf);
    conf.getJsonObject("services").getJsonObject("greeter").getJsonObject("a").put("b", 2);
    config.service("greeter").options().getJsonObject("a").put("b", 3);

    assertThat(config.service("greeter").options().getJsonObject("a").getInteger("b")).isOne();
  }

  @Test
  void acceptsTheConfThatShips() throws IOException {
    JsonObject shipped = new JsonObject(Files.readString(Path.of("conf/sluice.json")));

    assertThat(SluiceConfig.parse(shipped).port()).isEqualTo(8080);
  }

  private static List<String> faultsOf(String conf) {
    return catchThrowableOfType(ConfigException.class, () -> parse(conf)).faults();
  }

  private static SluiceConfig parse(String conf) {
    return SluiceConfig.parse(conf(conf));
  }

  private static JsonObject conf(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }
}
