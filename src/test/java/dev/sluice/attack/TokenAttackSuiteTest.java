package dev.sluice.attack;

import dev.sluice.security.ApiKeys;
import dev.sluice.security.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to a server that asks who calls. */
final class TokenAttackSuiteTest extends AttackSuite {

  @TempDir static Path folder;

  private final String key = ApiKeys.generate();

  @Override
  AttackServer open() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
    ApiKeys.add(
        folder.resolve("keys.json"),
        new JsonObject().put("name", "ada").put("sha256", HexFormat.of().formatHex(hash)));
    JsonObject jwt =
        new JsonObject()
            .put("type", "jwt")
            .put("issuer", Tokens.ISSUER)
            .put("audience", Tokens.AUDIENCE)
            .put(
                "keys",
                new JsonArray()
                    .add(key("k1", "RS256", Tokens.pem(Tokens.RSA.getPublic())))
                    .add(key("k2", "ES256", Tokens.pem(Tokens.EC.getPublic()))));
    JsonObject apiKey =
        new JsonObject().put("type", "apiKey").put("file", folder.resolve("keys.json").toString());
    JsonArray rules = new JsonArray();
    for (String method :
        List.of("helloworld.Greeter/SayHello", "routeguide.RouteGuide/RouteChat")) {
      rules.add(new JsonObject().put("method", method).put("allow", "authenticated"));
    }
    rules.add(new JsonObject().put("method", "grpc.health.v1.Health/*").put("allow", "anyone"));
    return new AttackServer(
        new JsonObject()
            .put(
                "security",
                new JsonObject()
                    .put("authenticators", new JsonArray().add(jwt).add(apiKey))
                    .put("rules", rules)));
  }

  private static JsonObject key(String id, String algorithm, String pem) throws Exception {
    Path file = Files.writeString(folder.resolve(id + ".pem"), pem);
    return new JsonObject()
        .put("id", id)
        .put("algorithm", algorithm)
        .put("publicKeyFile", file.toString());
  }

  @Override
  String credentials() {
    return "Authorization: Bearer " + Tokens.good() + "\r\n";
  }

  @Override
  Stream<Attack> attacks() {
    return TokenAttacks.all(key).stream();
  }
}
