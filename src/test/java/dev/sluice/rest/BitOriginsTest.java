package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.SluiceConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which origins the service of bits answers, by {@code rest.cors}. */
@Timeout(20)
class BitOriginsTest {

  @Test
  void allowsNoOtherOriginUnlessItIsTold() throws Exception {
    try (BitServer server = new BitServer(new JsonObject())) {
      Case preflight =
          Case.send("OPTIONS", "/v1/who", "")
              .with("origin", "https://page.example")
              .with("access-control-request-method", "GET");
      server.check(
          preflight
              .answers(204, "")
              .tells("access-control-allow-origin", Case.NONE)
              .tells("access-control-allow-methods", Case.NONE)
              .tells("allow", "GET, HEAD, OPTIONS, POST"));
    }
  }

  @Test
  void allowsAnyOriginButWithoutCredentials() throws Exception {
    JsonObject cors = new JsonObject().put("allowedOrigins", new JsonArray().add("*"));
    try (BitServer server = new BitServer(new JsonObject().put("cors", cors))) {
      server.check(
          Case.get("/v1/paths/all/x")
              .with("origin", "https://page.example")
              .answers(200, "{\"name\":\"x\"}")
              .tells("access-control-allow-origin", "*")
              .tells("access-control-allow-credentials", Case.NONE));
    }
    JsonObject both = cors.copy().put("allowCredentials", true);
    JsonObject conf = new JsonObject().put("rest", new JsonObject().put("cors", both));
    assertThatThrownBy(() -> SluiceConfig.parse(conf))
        .hasMessageContaining("rest.cors.allowCredentials: true (expected: false, as any origin");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-www-form-urlencoded",
    "Application/X-WWW-Form-UrlEncoded ; charset=utf-8",
    "multipart/form-data; boundary=x",
    "text/plain; application/json",
    "''",
    "none",
  })
  void refusesWhatAFormOfAnyOtherPageCouldSend(String contentType) throws Exception {
    JsonArray origins = new JsonArray().add("https://page.example");
    JsonObject cors = new JsonObject().put("allowedOrigins", origins);
    try (BitServer server = new BitServer(new JsonObject().put("cors", cors))) {
      Case typed = Case.post("/v1/who", "{}").with("content-type", contentType);
      Case form =
          (contentType.equals("none") ? typed.without("content-type") : typed)
              .with("x-tenant", "t");
      for (String origin : List.of("https://other.example", "null", "https://page.example:1")) {
        server.check(
            form.with("origin", origin)
                .fails(403, 7, "origin: " + origin + " (expected: one that is allowed)"));
      }
    }
  }

  @Test
  void takesFormsOfItsOwnPagesAndOfAllowedOnesAndOfNone() throws Exception {
    JsonArray origins = new JsonArray().add("https://page.example");
    JsonObject cors = new JsonObject().put("allowedOrigins", origins);
    try (BitServer server = new BitServer(new JsonObject().put("cors", cors))) {
      Case form =
          Case.post("/v1/who", "")
              .with("content-type", "application/x-www-form-urlencoded")
              .with("x-tenant", "t")
              .answers(200, "{\"tenant\":\"t\",\"address\":\"127.0.0.1\"}");
      server.check(form);
      server.check(form.with("origin", "http://127.0.0.1:" + server.port()));
      server.check(form.with("origin", "https://page.example"));
    }
  }
}
