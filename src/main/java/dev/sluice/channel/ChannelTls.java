package dev.sluice.channel;

import dev.sluice.config.ConfReader;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a channel's connections: {@code tls}. The files are read when the first connection is
 * made.
 *
 * @param enabled whether there is TLS; true if any other key is there, unless told
 * @param ca the path of a PEM file with the authorities to trust; null for those of Java
 * @param cert the path of a PEM file with the certificate to show to a server that asks for one
 * @param key the path of a PEM file with the key of {@code cert}
 * @param insecure whether any certificate is trusted, of whatever name: for development
 */
public record ChannelTls(
    boolean enabled,
    @Nullable String ca,
    @Nullable String cert,
    @Nullable String key,
    boolean insecure) {

  /** No TLS. */
  public static final ChannelTls NONE = new ChannelTls(false, null, null, null, false);

  static ChannelTls read(ConfReader conf) {
    String ca = conf.optionalString("ca");
    String cert = conf.optionalString("cert");
    String key = conf.optionalString("key");
    boolean insecure = conf.bool("insecure", false);
    boolean enabled = conf.bool("enabled", ca != null || cert != null || key != null || insecure);
    if (cert == null && key != null) {
      conf.reject("cert", "the path of a PEM file with the certificate of key");
    } else if (cert != null && key == null) {
      conf.reject("key", "the path of a PEM file with the key of cert");
    }
    if (insecure && ca != null) {
      conf.reject("ca", "none beside insecure");
    }
    return new ChannelTls(enabled, ca, cert, key, insecure);
  }
}
