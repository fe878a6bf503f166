package dev.sluice.channel;

import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is made of, from JSON.
 *
 * @param targets where its addresses are found, one at least
 * @param loadBalancing how calls are spread over them
 * @param deadline {@code deadlineMillis}: how long a call may take that sets no deadline; null for
 *     any time
 * @param connection how it connects
 * @param resolve how often names are looked up
 * @param ejection when an address is out of use
 * @param retry which calls are made again
 * @param credentials what is shown with each call
 */
public record ChannelOptions(
    List<Target> targets,
    LoadBalancing loadBalancing,
    @Nullable Duration deadline,
    ConnectionOptions connection,
    ResolveOptions resolve,
    EjectionOptions ejection,
    RetryOptions retry,
    ChannelCredentials credentials) {

  /** Copies the list. */
  public ChannelOptions {
    targets = List.copyOf(targets);
  }

  /**
   * Reads options.
   *
   * @param json the options, in which only {@code targets} has to be: a text or a list of them
   * @throws ConfigException with all that is wrong with them
   */
  public static ChannelOptions of(JsonObject json) {
    return of(json, "");
  }

  /**
   * Reads options that are a part of others.
   *
   * @param json the options
   * @param path the key under which they are, put before the keys in faults
   * @throws ConfigException with all that is wrong with them
   */
  public static ChannelOptions of(JsonObject json, String path) {
    return ConfReader.read(json, path, ChannelOptions::read);
  }

  /** Reads options with a reader, which collects what is wrong with them. */
  public static ChannelOptions read(ConfReader conf) {
    List<Target> targets = targets(conf);
    LoadBalancing balancing = loadBalancing(conf);
    Duration deadline = conf.millis("deadlineMillis", 0, 0, 86_400_000);
    ChannelOptions options =
        new ChannelOptions(
            targets,
            balancing,
            deadline.isZero() ? null : deadline,
            ConnectionOptions.read(conf),
            conf.object("resolve", ResolveOptions::read),
            conf.object("ejection", EjectionOptions::read),
            conf.object("retry", RetryOptions::read),
            conf.secretObject("credentials", ChannelCredentials::read));
    Target unsafe = options.clearTextTarget();
    if (unsafe != null) {
      conf.rejectSecret("credentials", "tls beside them for " + unsafe + ", or clearText in them");
    }
    return options;
  }

  private static List<Target> targets(ConfReader conf) {
    Object raw = conf.any("targets");
    List<?> texts = raw instanceof JsonArray array ? array.getList() : listOf(raw);
    List<Target> targets = new ArrayList<>();
    for (Object text : texts) {
      if (text instanceof String string) {
        Target.parse(string).ifPresent(targets::add);
      }
    }
    if (targets.isEmpty() || targets.size() < texts.size()) {
      conf.reject("targets", "one or more of " + Target.EXPECTED);
    }
    return targets;
  }

  private static List<?> listOf(@Nullable Object raw) {
    return raw == null ? List.of() : List.of(raw);
  }

  private static LoadBalancing loadBalancing(ConfReader conf) {
    return LoadBalancing.of(conf.string("loadBalancing", LoadBalancing.ROUND_ROBIN.key()))
        .orElseGet(
            () -> {
              conf.reject("loadBalancing", LoadBalancing.EXPECTED);
              return LoadBalancing.ROUND_ROBIN;
            });
  }

  /** A target on another machine that credentials may not be sent to, for there is no TLS. */
  @Nullable Target clearTextTarget() {
    boolean safe =
        credentials.source() == CallCredentials.NONE
            || credentials.clearText()
            || connection.tls().enabled();
    return safe
        ? null
        : targets.stream().filter(target -> !target.isThisMachine()).findFirst().orElse(null);
  }

  /**
   * The same with credentials, which go to other machines over TLS only; {@link Channel#create}
   * refuses others.
   */
  public ChannelOptions withCredentials(CallCredentials source) {
    return withCredentials(new ChannelCredentials(source, false));
  }

  /** The same with other credentials. */
  public ChannelOptions withCredentials(ChannelCredentials other) {
    return new ChannelOptions(
        targets, loadBalancing, deadline, connection, resolve, ejection, retry, other);
  }

  /** The same with another TLS. */
  public ChannelOptions withTls(ChannelTls tls) {
    return new ChannelOptions(
        targets,
        loadBalancing,
        deadline,
        connection.withTls(tls),
        resolve,
        ejection,
        retry,
        credentials);
  }

  /** The same with so many attempts for each call. */
  public ChannelOptions withMaxAttempts(int attempts) {
    return new ChannelOptions(
        targets,
        loadBalancing,
        deadline,
        connection,
        resolve,
        ejection,
        retry.withMaxAttempts(attempts),
        credentials);
  }
}
