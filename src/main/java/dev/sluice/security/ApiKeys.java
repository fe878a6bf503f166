package dev.sluice.security;

import dev.sluice.call.Principal;
import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a file, of which only the SHA-256 is known.
 *
 * <p>A hash made to be slow is for passwords, that people choose; these keys are 256 random bits,
 * which nobody tries out. Immutable.
 */
public final class ApiKeys {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final String PREFIX = "slk_";
  private static final int KEY_BYTES = 32;

  private final Map<Long, Entry> entries;

  private static final class Entry {
    private final byte[] hash;
    private final Principal principal;

    Entry(byte[] hash, Principal principal) {
      this.hash = hash;
      this.principal = principal;
    }
  }

  private ApiKeys(Map<Long, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /**
   * Reads the keys of a file.
   *
   * @param json what the file says
   * @param authenticator the name of the authenticator that vouches for the keys' owners
   * @throws ConfigException with all that is wrong with it
   */
  static ApiKeys read(JsonObject json, String authenticator) {
    return ConfReader.read(
        json,
        "",
        file -> {
          Map<Long, Entry> entries = new HashMap<>();
          Set<String> names = new HashSet<>();
          List<Entry> keys = file.list("keys", key -> readKey(key, authenticator, names));
          for (Entry entry : keys) {
            entries.put(index(entry.hash), entry);
          }
          if (keys.isEmpty() || entries.size() < keys.size()) {
            file.reject("keys", "at least one key, each once");
          }
          return new ApiKeys(entries);
        });
  }

  private static Entry readKey(ConfReader key, String authenticator, Set<String> names) {
    String name = key.required("name", "whose key it is", text -> true);
    if (!name.isEmpty() && !names.add(name)) {
      key.reject("name", "a name that no other key has");
    }
    String hash =
        key.required(
            "sha256", "the SHA-256 of the key, 64 hexadecimal digits", SHA256.asMatchPredicate());
    Principal principal =
        new Principal(
            name,
            authenticator,
            Set.copyOf(key.strings("scope", List.of())),
            Set.copyOf(key.strings("role", List.of())),
            new JsonObject());
    byte[] bytes = hash.isEmpty() ? new byte[KEY_BYTES] : HexFormat.of().parseHex(hash);
    return new Entry(bytes, principal);
  }

  /** The owner of a key, or null if it is none of these. */
  @Nullable Principal owner(String key) {
    byte[] hash = hash(key);
    // What is compared are hashes: how long that takes tells nothing of a key. Constant time it is
    // nevertheless, in all but the eight bytes that find the entry.
    Entry entry = entries.get(index(hash));
    return entry != null && MessageDigest.isEqual(entry.hash, hash) ? entry.principal : null;
  }

  int size() {
    return entries.size();
  }

  private static long index(byte[] hash) {
    return ByteBuffer.wrap(hash).getLong();
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Makes up a key. */
  public static String generate() {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Adds a key to a file, which is made if there is none; blocks. Who reads the file meanwhile sees
   * it as it was, or with the key.
   *
   * @param entry the key's entry, with its hash
   * @throws IOException if the file cannot be written
   * @throws ConfigException with all that is wrong with the file, or with the entry
   */
  public static void add(Path file, JsonObject entry) throws IOException {
    JsonObject json = new JsonObject();
    if (Files.exists(file)) {
      try {
        json = KeyOptions.json(file.toString());
      } catch (IllegalArgumentException e) {
        throw new ConfigException(List.of(String.valueOf(e.getMessage())));
      }
    }
    Object keys = json.getValue("keys", new JsonArray());
    json.put("keys", keys instanceof JsonArray list ? list.copy().add(entry) : keys);
    read(json, "");
    Path folder = file.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(folder, ".keys", ".json");
    try {
      Files.writeString(draft, json.encodePrettily() + System.lineSeparator());
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** The SHA-256 of a key as it stands in the file. */
  public static String sha256(String key) {
    return HexFormat.of().formatHex(hash(key));
  }
}
