package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.Contract;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredSecurityTest {

  private static final String AUTHENTICATORS =
      "'authenticators': ["
          + "{'type': 'oidc', 'name': 'google', 'issuer': 'google', 'audience': 'a'},"
          + "{'type': 'jwt', 'issuer': 'https://a.example', 'audience': 'a', 'jwksFile': 'k'},"
          + "{'type': 'apiKey', 'name': 'key', 'file': 'k', 'header': 'x-key'},"
          + "{'type': 'mtls', 'name': 'cert'}]";

  private static JsonObject secured(String security, String contract) {
    SluiceConfig config =
        SluiceConfig.parse(new JsonObject(("{'security': " + security + "}").replace('\'', '"')));
    return DeclaredSecurity.in(config.security(), Contract.parse(contract)).document();
  }

  private static String generated() throws IOException {
    return Files.readString(Path.of("openapi/sluice.yaml"));
  }

  private static Object at(JsonObject document, String pointer) {
    return JsonPointer.from(pointer).queryJson(document);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "google | {'type':'openIdConnect','openIdConnectUrl':"
            + "'https://accounts.google.com/.well-known/openid-configuration'}",
        "jwt    | {'type':'http','scheme':'bearer','bearerFormat':'JWT'}",
        "key    | {'type':'apiKey','in':'header','name':'x-key'}",
        "cert   | {'type':'mutualTLS'}",
      })
  void hasASchemeForEachAuthenticator(String name, String scheme) throws IOException {
    JsonObject document =
        secured("{" + AUTHENTICATORS + ", 'default': 'authenticated'}", generated());

    assertThat(at(document, "/components/securitySchemes/" + name))
        .isEqualTo(new JsonObject(scheme.replace('\'', '"')));
    assertThat(document.getJsonArray("security"))
        .isEqualTo(
            new JsonArray("[{'google':[]},{'jwt':[]},{'key':[]},{'cert':[]}]".replace('\'', '"')));
    assertThat(at(document, "/paths/~1v1~1hello/post/responses/403/$ref"))
        .isEqualTo("#/components/responses/Forbidden");
    assertThat(at(document, "/paths/~1v1~1hello/post/security")).isNull();
  }

  @Test
  void saysOfEachOperationWhatItsRuleTakes() throws IOException {
    JsonObject document =
        secured(
            "{"
                + AUTHENTICATORS
                + ", 'default': 'anyone', 'rules': ["
                + "{'method': 'helloworld.Greeter/*', 'allow':"
                + " [{'scope': ['b', 'a'], 'by': ['google', 'key']}, {'role': 'r', 'by': 'cert'}]}"
                + "]}",
            generated());

    assertThat(at(document, "/paths/~1v1~1hello/post/security"))
        .isEqualTo(
            new JsonArray(
                "[{'google':['a']},{'google':['b']},{'key':[]},{'cert':[]}]".replace('\'', '"')));
    assertThat(document.getJsonArray("security")).isEqualTo(new JsonArray());
    assertThat(at(document, "/paths/~1v1~1people/get/security")).isNull();
    assertThat(((JsonObject) at(document, "/paths/~1v1~1people/get/responses")).fieldNames())
        .doesNotContain("401", "403");
  }

  @Test
  void leavesAContractAloneThatHasSchemesItself() {
    String contract =
        """
        openapi: 3.1.0
        paths: {}
        components: {securitySchemes: {own: {type: http, scheme: basic}}}
        """;

    JsonObject document = secured("{" + AUTHENTICATORS + "}", contract);

    assertThat(((JsonObject) at(document, "/components/securitySchemes")).fieldNames())
        .containsExactly("own");
    assertThat(document.containsKey("security")).isFalse();
  }

  @Test
  void addsToAContractThatWasWrittenByHand() {
    String contract =
        """
        openapi: 3.1.0
        paths:
          /v1/hello:
            post:
              operationId: hello
              x-grpc-method: helloworld.Greeter/SayHello
              responses: {200: {description: Greeted}}
        """;

    JsonObject document =
        secured(
            "{'authenticators': [{'type': 'apiKey', 'file': 'k'}], 'default': 'authenticated'}",
            contract);

    assertThat(at(document, "/components/securitySchemes/apiKey/name")).isEqualTo("x-api-key");
    assertThat(document.getJsonArray("security").encode()).isEqualTo("[{\"apiKey\":[]}]");
    assertThat(((JsonObject) at(document, "/paths/~1v1~1hello/post/responses")).fieldNames())
        .containsExactly("200");
  }

  @Test
  void changesNothingWithoutAuthenticators() throws IOException {
    assertThat(secured("{}", generated())).isEqualTo(Contract.parse(generated()).document());
  }
}
