package dev.sluice.security;

import static dev.sluice.security.SecuredServer.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.config.ConfigException;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps a server from starting. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SecurityConfTest {

  private static final String OIDC =
      "{'type':'oidc','issuer':'https://accounts.google.com','audience':'me'}";
  private static final String JWT =
      "{'type':'jwt','issuer':'x','audience':'me','jwksFile':'nowhere'}";

  @TempDir Path directory;

  private static List<String> faults(String security) {
    // With TLS that asks for certificates, or there would be nothing for mtls to go by.
    JsonObject tls =
        new JsonObject()
            .put("cert", "c.pem")
            .put("key", "k.pem")
            .put("ca", "a.pem")
            .put("clientAuth", "request");
    JsonObject conf =
        new JsonObject()
            .put("tls", tls)
            .put("security", new JsonObject(security.replace('\'', '"')));
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> ServerVerticle.parse(conf));
    return e == null ? List.of() : e.faults();
  }

  static Stream<Arguments> wrong() {
    String a = "security.authenticators[0].";
    String keys = "{'type':'jwt','issuer':'x','audience':'me','keys':[%s]}";
    return Stream.of(
        arguments("{'authenticators':[{}]}", "security.authenticators[0].type: null (expected: "),
        arguments("{'authenticators':{}}", "security.authenticators: {} (expected: a list of"),
        arguments("{'authenticators':[1]}", "security.authenticators[0]: 1 (expected: an object)"),
        arguments(
            "{'authenticators':[{'type':'x'}]}",
            a + "type: \"x\" (expected: one of oidc, jwt, apiKey, mtls, visitor)"),
        arguments(
            "{'authenticators':[" + OIDC + "," + OIDC + "]}",
            "security.authenticators[1].name: null (expected: a name that no other"),
        arguments(
            "{'authenticators':[{'type':'oidc','issuer':'google'}]}",
            a + "audience: null (expected: the name of this service at the issuer"),
        arguments(
            "{'authenticators':[{'type':'oidc','issuer':'google','audience':[]}]}",
            a + "audience: [] (expected: "),
        arguments(
            "{'authenticators':[{'type':'oidc','issuer':'google','audience':' '}]}",
            a + "audience: \" \" (expected: "),
        arguments(
            "{'authenticators':[{'type':'oidc','audience':'me'}]}",
            a + "issuer: null (expected: google, or the issuer's https URL"),
        arguments(
            "{'authenticators':[{'type':'oidc','issuer':'http://idp.example','audience':'me'}]}",
            a + "issuer: \"http://idp.example\" (expected: google, or the issuer's https URL"),
        arguments(
            "{'authenticators':[{'type':'oidc','issuer':'https://u:p@idp','audience':'me'}]}",
            a + "issuer: "),
        arguments(
            "{'authenticators':[{'type':'oidc','issuer':'google','audience':'me','audiance':1}]}",
            a + "audiance: unknown key (did you mean audience?)"),
        arguments(
            "{'authenticators':[{'type':'oidc','issuer':'google','audience':'me',"
                + "'leewaySeconds':301}]}",
            a + "leewaySeconds: 301 (expected: "),
        arguments(
            "{'authenticators':[{'type':'jwt','issuer':'x','audience':'me'}]}",
            a + "keys: null (expected: at least one key, or a jwksFile)"),
        arguments(
            "{'authenticators':[" + keys.formatted("") + "]}",
            a + "keys: [] (expected: at least one key"),
        arguments(
            "{'authenticators':[" + keys.formatted("{'algorithm':'none'}") + "]}",
            a + "keys[0].algorithm: \"none\" (expected: one of RS256"),
        arguments(
            "{'authenticators':["
                + keys.formatted("{'algorithm':'HS256','publicKeyFile':'x'}")
                + "]}",
            a + "keys[0].publicKeyFile: \"x\" (expected: none, since whoever has it"),
        arguments(
            "{'authenticators':[" + keys.formatted("{'algorithm':'HS256'}") + "]}",
            a + "keys[0].secretFile: null (expected: one of secretFile and secretEnv)"),
        arguments(
            "{'authenticators':["
                + keys.formatted("{'algorithm':'HS256','secretFile':'x','secretEnv':'X'}")
                + "]}",
            a + "keys[0].secretFile: \"x\" (expected: one of"),
        arguments(
            "{'authenticators':["
                + keys.formatted("{'algorithm':'RS256','publicKeyFile':'x','secretEnv':'X'}")
                + "]}",
            a + "keys[0].publicKeyFile: \"x\" (expected: the path of a public key in PEM"),
        arguments("{'authenticators':[{'type':'apiKey'}]}", a + "file: null (expected: the path"),
        arguments(
            "{'authenticators':[{'type':'apiKey','file':'x','header':'Authorization'}]}",
            a + "header: \"Authorization\" (expected: the name of a header of one's own"),
        arguments(
            "{'authenticators':[{'type':'mtls','principal':'ou'}]}",
            a + "principal: \"ou\" (expected: one of subject, cn, dns, uri, email)"),
        arguments("{'default':'allow'}", "security.default: \"allow\" (expected: anyone or deny"),
        arguments("{'default':'authenticated'}", "security.default: \"authenticated\" (expected: "),
        arguments(
            "{'rules':[{'method':'*','allow':'authenticated'}]}",
            "security.rules[0].allow: \"authenticated\" (expected: anyone or nobody, as there are"),
        arguments(
            "{'authenticators':[" + JWT + "],'rules':[{'method':'a.B/C'}]}",
            "security.rules[0].allow: null (expected: anyone, authenticated, nobody"),
        arguments(
            "{'authenticators':[" + JWT + "],'rules':[{'method':'a.B/C','allow':[]}]}",
            "security.rules[0].allow: [] (expected: "),
        arguments(
            "{'authenticators':[" + JWT + "],'rules':[{'method':'a.B/C','allow':{}}]}",
            "security.rules[0].allow.scope: null (expected: one of scope, role"),
        arguments(
            "{'authenticators':[" + JWT + "],'rules':[{'method':'a.B/C','allow':[{}]}]}",
            "security.rules[0].allow[0].scope: null (expected: one of scope, role"),
        arguments(
            "{'authenticators':[" + JWT + "],'rules':[{'method':'a.B/C','allow':{'scope':[]}}]}",
            "security.rules[0].allow.scope: [] (expected: "),
        arguments(
            "{'authenticators':[" + JWT + "],'rules':[{'method':'a.B/C','allow':{'rolle':'x'}}]}",
            "security.rules[0].allow.rolle: unknown key (did you mean "),
        arguments(
            "{'authenticators':[" + JWT + "],'rules':[{'method':'a.B/C','allow':{'by':'x'}}]}",
            "security.rules[0].allow.by: \"x\" (expected: names of authenticators)"),
        arguments(
            "{'authenticators':[" + JWT + "],'rules':[{'method':'a.B/C','allow':{'claim':{}}}]}",
            "security.rules[0].allow.claim: {} (expected: "),
        arguments(
            "{'authenticators':["
                + JWT
                + "],'rules':[{'method':'a.B/C','allow':{'claim':{'a':null}}}]}",
            "security.rules[0].allow.claim: {\"a\":null} (expected: "));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void namesWhatIsWrong(String security, String fault) {
    assertThat(faults(security)).hasSize(1).first().asString().startsWith(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "Greeter",
    "helloworld.Greeter",
    "/helloworld.Greeter/SayHello",
    "helloworld.Greeter/Say*",
    "helloworld.*",
    "helloworld.*/SayHello",
    "*/*",
    "**",
    "helloworld.Greeter/SayHello/",
    "helloworld.Greeter//SayHello",
    "helloworld..Greeter/*",
    "' helloworld.Greeter/*'"
  })
  void takesNoPatternThatItWouldNotFollow(String pattern) {
    assertThat(
            faults(
                "{'authenticators':["
                    + JWT
                    + "],'rules':[{'method':'"
                    + pattern
                    + "','allow':'anyone'}]}"))
        .singleElement()
        .asString()
        .startsWith("security.rules[0].method: ");
  }

  @Test
  void takesEachPatternOnce() {
    String rule = "{'method':'a.B/*','allow':'anyone'}";
    assertThat(faults("{'authenticators':[" + JWT + "],'rules':[" + rule + "," + rule + "]}"))
        .containsExactly(
            "security.rules[1].method: \"a.B/*\" (expected: a pattern that no other rule has)");
  }

  @Test
  void reportsAllFaultsTogether() {
    JsonObject conf =
        new JsonObject()
            .put("port", -1)
            .put(
                "security",
                new JsonObject(
                    "{\"authenticators\":[{\"type\":\"oidc\"},{\"type\":\"apiKey\"}],"
                        + "\"default\":\"x\"}"));
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> ServerVerticle.parse(conf));

    assertThat(e.faults())
        .hasSize(5)
        .anyMatch(fault -> fault.startsWith("port: "))
        .anyMatch(fault -> fault.startsWith("security.default: "))
        .anyMatch(fault -> fault.startsWith("security.authenticators[0].issuer: "))
        .anyMatch(fault -> fault.startsWith("security.authenticators[0].audience: "))
        .anyMatch(fault -> fault.startsWith("security.authenticators[1].file: "));
  }

  private List<String> startFaults(JsonObject security) {
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> new SecuredServer(security).close());
    return e == null ? List.of() : e.faults();
  }

  @Test
  void doesNotStartWithARuleForNoMethod() throws Exception {
    assertThat(
            startFaults(
                SecuredServer.security(
                    List.of(SecuredServer.jwt(directory)),
                    rule("helloworld.Greeter/SayHi", "authenticated"),
                    rule("helloworld.Greeter/*", "authenticated"),
                    rule("hellowrld.Greeter/*", "authenticated"))))
        .containsExactly(
            "security.rules[0].method: \"helloworld.Greeter/SayHi\""
                + " (expected: a method that is served, or a service and /*)",
            "security.rules[2].method: \"hellowrld.Greeter/*\""
                + " (expected: a method that is served, or a service and /*)");
  }

  static Stream<Arguments> files() {
    String pem = Tokens.pem(Tokens.RSA.getPublic());
    String key = "{'algorithm':'HS256','secretFile':'FILE'}";
    String rsa = "{'algorithm':'RS256','publicKeyFile':'FILE'}";
    return Stream.of(
        arguments(key, "short", "a secret of 5 bytes (expected: 32 or more for HS256)"),
        arguments(key, "a".repeat(64), "a weak secret (expected: random bytes)"),
        arguments(key, "abc".repeat(20), "a weak secret"),
        arguments(key, "\n".repeat(64), "a secret of 0 bytes"),
        arguments(key, pem, "is PEM (expected: a secret)"),
        arguments(rsa, "nothing", "(expected: a public key or a certificate in PEM, for RS256)"),
        arguments(rsa, "", "(expected: a public key or a certificate in PEM"),
        arguments(
            rsa,
            Tokens.pem(Tokens.pair("RSA", 1024).getPublic()),
            "an RSA key of 1024 bits (expected: 2048 or more)"),
        arguments(
            rsa,
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "is a private key (expected: a public one)"),
        arguments(rsa.replace("RS256", "ES256"), pem, "(expected: a public key or a certificate"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void doesNotStartWithAKeyThatIsNoGood(String key, String content, String fault) throws Exception {
    Path file = directory.resolve("key");
    Files.writeString(file, content, StandardCharsets.ISO_8859_1);
    JsonObject jwt =
        new JsonObject(
            ("{'type':'jwt','issuer':'x','audience':'me','keys':[" + key + "]}")
                .replace('\'', '"')
                .replace("FILE", file.toString()));

    assertThat(startFaults(SecuredServer.security(List.of(jwt))))
        .singleElement()
        .asString()
        .startsWith("security.authenticators[0].keys[0]: ")
        .contains(fault);
  }

  @Test
  void doesNotStartWithoutAnyOfItsFiles() throws Exception {
    Path empty = directory.resolve("empty.json");
    Files.writeString(empty, "{\"keys\":[]}");
    JsonObject missing = new JsonObject(JWT.replace('\'', '"'));
    JsonObject none = missing.copy().put("name", "two").put("jwksFile", empty.toString());
    JsonObject apiKeys = new JsonObject().put("type", "apiKey").put("file", empty.toString());

    assertThat(startFaults(SecuredServer.security(List.of(missing, none, apiKeys))))
        .containsExactly(
            "security.authenticators[0].jwksFile: nowhere: no such file",
            "security.authenticators[1].jwksFile: "
                + empty
                + ": no key that tokens could be verified with",
            "security.authenticators[2].file: "
                + empty
                + ": keys: [] (expected: at least one key, each once)");
  }

  @Test
  void deniesByDefaultOnceThereIsAnAuthenticator() throws Exception {
    try (SecuredServer server =
        new SecuredServer(SecuredServer.security(List.of(SecuredServer.jwt(directory))))) {
      for (SecuredServer.Door door : SecuredServer.Door.values()) {
        assertThat(server.call(door, "authorization", "Bearer " + Tokens.good()).status())
            .isEqualTo(io.vertx.grpc.common.GrpcStatus.PERMISSION_DENIED);
      }
    }
  }

  @Test
  void canCloseAMethodWithoutAnyAuthenticator() throws Exception {
    try (SecuredServer server =
        new SecuredServer(
            SecuredServer.security(List.of(), rule("routeguide.RouteGuide/*", "nobody")))) {
      for (SecuredServer.Door door : SecuredServer.Door.values()) {
        assertThat(server.call(door).status())
            .isEqualTo(io.vertx.grpc.common.GrpcStatus.PERMISSION_DENIED);
      }
      assertThat(server.whoAmI().body()).isEqualTo("{\"message\":\"null\"}");
    }
  }
}
