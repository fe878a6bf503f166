package dev.sluice.config;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#12 file with a key and its certificate: {@code tls.keyStore}. One of the three says the
 * password.
 *
 * @param path the path of the file
 * @param password the password
 * @param passwordFile the path of a file whose first line is the password
 * @param passwordEnv the name of an environment variable that has the password
 */
public record KeyStoreConfig(
    String path,
    @Nullable String password,
    @Nullable String passwordFile,
    @Nullable String passwordEnv) {

  static KeyStoreConfig read(ConfReader conf) {
    String path = conf.optionalString("path");
    if (path == null) {
      conf.reject("path", "the path of a PKCS#12 file");
    }
    String password = conf.optionalString("password");
    String file = conf.optionalString("passwordFile");
    String env = conf.optionalString("passwordEnv");
    if (Stream.of(password, file, env).filter(Objects::nonNull).count() != 1) {
      conf.rejectSecret("password", "one of password, passwordFile and passwordEnv");
    }
    return new KeyStoreConfig(path == null ? "" : path, password, file, env);
  }

  /** The record without the password. */
  @Override
  public String toString() {
    return "KeyStoreConfig[path=" + path + "]";
  }
}
