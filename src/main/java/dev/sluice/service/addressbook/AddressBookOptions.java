package dev.sluice.service.addressbook;

import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The options of the service.
 *
 * @param store what keeps the people
 * @param file the file that the store {@link Kind#FILE} has been given; null for the default one
 * @param postgres how the store {@link Kind#POSTGRES} keeps them
 */
record AddressBookOptions(Kind store, @Nullable Path file, PostgresOptions postgres) {

  /** What keeps the people. */
  enum Kind {
    FILE,
    POSTGRES
  }

  /**
   * Reads the options.
   *
   * @throws ConfigException with every fault
   */
  static AddressBookOptions parse(JsonObject options) {
    return ConfReader.read(options, "", AddressBookOptions::read);
  }

  private static AddressBookOptions read(ConfReader conf) {
    AddressBookOptions options =
        new AddressBookOptions(
            conf.oneOf("store", Kind.FILE),
            path(conf, "file"),
            conf.object("postgres", PostgresOptions::read));
    if (options.store == Kind.POSTGRES && options.file != null) {
      conf.reject("file", "only with store file");
    }
    if (options.store != Kind.POSTGRES && conf.has("postgres")) {
      // There may be a password in it.
      conf.rejectSecret("postgres", "only with store postgres");
    }
    return options;
  }

  private static @Nullable Path path(ConfReader conf, String key) {
    String file = conf.optionalString(key);
    if (file == null) {
      return null;
    }
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      conf.reject(key, "the path of a file");
      return null;
    }
  }
}
