package dev.sluice.security;

import static dev.sluice.security.Tokens.AUDIENCE;
import static dev.sluice.security.Tokens.ISSUER;
import static dev.sluice.security.Tokens.claims;
import static dev.sluice.security.Tokens.header;
import static dev.sluice.security.Tokens.input;
import static dev.sluice.security.Tokens.signed;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens that a service which trusts {@link Tokens#RSA} as {@code k1} and {@link Tokens#EC} as
 * {@code k2} has to refuse, by what is wrong with them.
 */
public final class BadTokens {

  private final Map<String, String> all = new LinkedHashMap<>();
  private final String[] parts = Tokens.good().split("\\.", -1);

  private BadTokens() {}

  /** Tokens that claim to be of the issuer. */
  public static Map<String, String> ofTheIssuer() {
    BadTokens tokens = new BadTokens();
    tokens.algorithms();
    tokens.signatures();
    tokens.headers();
    tokens.claimed();
    tokens.forms();
    return tokens.all;
  }

  /** Tokens that another authenticator may know. */
  public static Map<String, String> ofOthers() {
    BadTokens tokens = new BadTokens();
    tokens.others();
    return tokens.all;
  }

  private void add(String what, String token) {
    all.put(what, token);
  }

  private static JsonObject without(JsonObject json, String key) {
    json.remove(key);
    return json;
  }

  private static String signedText(String header, String claims) {
    String input =
        Tokens.encode(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + Tokens.encode(claims.getBytes(StandardCharsets.UTF_8));
    return signed(input, "SHA256withRSA", Tokens.RSA.getPrivate());
  }

  private void algorithms() {
    String publicPem = Tokens.pem(Tokens.RSA.getPublic());
    add("alg none, no signature", input(header().put("alg", "none"), claims()) + ".");
    add(
        "alg none, the good signature",
        input(header().put("alg", "none"), claims()) + "." + parts[2]);
    add("alg None", signed(header().put("alg", "None"), claims()));
    add("alg missing", signed(without(header(), "alg"), claims()));
    add("alg a number", signed(header().put("alg", 256), claims()));
    add("alg in lower case", signed(header().put("alg", "rs256"), claims()));
    add(
        "HS256 with the public key in PEM (CVE-2015-9235)",
        Tokens.mac(
            input(header().put("alg", "HS256"), claims()),
            publicPem.getBytes(StandardCharsets.UTF_8)));
    add(
        "HS256 with the public key in DER",
        Tokens.mac(
            input(header().put("alg", "HS256"), claims()), Tokens.RSA.getPublic().getEncoded()));
    add("RS384 said, RS256 done", signed(header().put("alg", "RS384"), claims()));
    add(
        "another algorithm of the same key",
        signed(
            input(header().put("alg", "RS512"), claims()),
            "SHA512withRSA",
            Tokens.RSA.getPrivate()));
    for (String name : List.of("NONE", "nOnE", "none ", "HS256")) {
      add("alg " + name + " without a signature", input(header().put("alg", name), claims()) + ".");
    }
    add(
        "HS256 with an empty key",
        Tokens.mac(input(header().put("alg", "HS256"), claims()), new byte[1]));
  }

  private void signatures() {
    add("the signature stripped", parts[0] + "." + parts[1] + ".");
    add(
        "the signature of another token",
        parts[0]
            + "."
            + Tokens.encode(claims().put("sub", "eve").encode().getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[2]);
    add("a signature of zeros", parts[0] + "." + parts[1] + "." + Tokens.encode(new byte[256]));
    add("a signature too short", parts[0] + "." + parts[1] + "." + Tokens.encode(new byte[1]));
    add(
        "another key under the same kid",
        signed(input(header(), claims()), "SHA256withRSA", Tokens.OTHER_RSA.getPrivate()));
    add(
        "ES256 with a signature of zeros (CVE-2022-21449)",
        input(header().put("alg", "ES256").put("kid", "k2"), claims())
            + "."
            + Tokens.encode(new byte[64]));
  }

  private void headers() {
    JsonObject ownKey = Tokens.jwk("k1", Tokens.OTHER_RSA.getPublic());
    for (String name : List.of("jwk", "x5c")) {
      add(
          name + " in the header brings a key",
          signed(
              input(
                  header().put(name, name.equals("jwk") ? ownKey : new JsonArray().add("AAAA")),
                  claims()),
              "SHA256withRSA",
              Tokens.OTHER_RSA.getPrivate()));
    }
    for (String name : List.of("jku", "x5u")) {
      add(
          name + " in the header points to a key",
          signed(
              input(header().put(name, "http://127.0.0.1:1/keys"), claims()),
              "SHA256withRSA",
              Tokens.OTHER_RSA.getPrivate()));
    }
    for (String kid : List.of("nobody", "", "../../../dev/null", "' OR 1=1 --", "k1\u0000")) {
      add("kid " + kid.replace('\u0000', '0'), signed(header().put("kid", kid), claims()));
    }
    add("kid a number", signed(header().put("kid", 1), claims()));
    add("kid a list", signed(header().put("kid", new JsonArray().add("k1")), claims()));
    add(
        "crit",
        signed(header().put("crit", new JsonArray().add("b64")).put("b64", false), claims()));
    add("crit, empty", signed(header().put("crit", new JsonArray()), claims()));
    add("crit, null", signed(header().putNull("crit"), claims()));
    add("typ of a logout token", signed(header().put("typ", "logout+jwt"), claims()));
    add("typ a number", signed(header().put("typ", 1), claims()));
    add("kid of a key of another algorithm", signed(header().put("kid", "k2"), claims()));
  }

  private void claimed() {
    long now = Instant.now().getEpochSecond();
    add("expired", signed(header(), claims().put("exp", now - 3600)));
    add("no exp", signed(header(), without(claims(), "exp")));
    add("exp null", signed(header(), claims().putNull("exp")));
    add("exp a string", signed(header(), claims().put("exp", "" + (now + 600))));
    add("exp beyond all dates", signed(header(), claims().put("exp", 1e300)));
    add("exp long before all dates", signed(header(), claims().put("exp", -1e300)));
    add("nbf to come", signed(header(), claims().put("nbf", now + 3600)));
    add("nbf a string", signed(header(), claims().put("nbf", "soon")));
    add("iat to come", signed(header(), claims().put("iat", now + 3600)));
    add("another audience", signed(header(), claims().put("aud", "other")));
    add("no audience", signed(header(), without(claims(), "aud")));
    add("an audience that begins alike", signed(header(), claims().put("aud", AUDIENCE + "2")));
    add(
        "an audience that is no string",
        signed(header(), claims().put("aud", new JsonObject().put(AUDIENCE, 1))));
    add("no subject", signed(header(), without(claims(), "sub")));
    add("a blank subject", signed(header(), claims().put("sub", " ")));
    add("a subject that is no string", signed(header(), claims().put("sub", 1)));
  }

  private void forms() {
    add("a header that is no JSON", "bm8." + parts[1] + "." + parts[2]);
    add(
        "a header that is a list",
        Tokens.encode("[]".getBytes(StandardCharsets.UTF_8)) + "." + parts[1] + "." + parts[2]);
    add("claims that are no JSON", parts[0] + ".bm8." + parts[2]);
    add(
        "claims nested deeply",
        parts[0]
            + "."
            + Tokens.encode(("{\"a\":" + "[".repeat(1500)).getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[2]);
    add("padding", parts[0] + "." + parts[1] + "." + parts[2] + "==");
    add(
        "base64 of the other alphabet",
        parts[0] + "." + parts[1] + ".++//" + parts[2].substring(4));
    String twice = claims().put("sub", "eve").encode();
    add(
        "a claim given twice",
        signedText(header().encode(), twice.replace("{", "{\"sub\":\"ada\",")));
    add(
        "an audience given twice",
        signedText(header().encode(), twice.replace("{", "{\"aud\":\"other\",")));
    add("alg given twice", signedText(header().encode().replace("{", "{\"alg\":\"none\","), twice));
    add("text after the claims", signedText(header().encode(), twice + "{}"));
  }

  private void others() {
    add("another issuer", signed(header(), claims().put("iss", "https://evil.example")));
    add("an issuer with a slash more", signed(header(), claims().put("iss", ISSUER + "/")));
    add("no issuer", signed(header(), without(claims(), "iss")));
    add(
        "an issuer that is no string",
        signed(header(), claims().put("iss", new JsonArray().add(ISSUER))));
    add("two parts", parts[0] + "." + parts[1]);
    add("four parts", Tokens.good() + ".AAAA");
    add("five parts, as if encrypted", "a.b.c.d.e");
    add("an opaque token", "c2VjcmV0");
    add("dots", "..");
  }
}
