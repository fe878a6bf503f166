package dev.sluice.security;

import dev.sluice.call.Principal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes keys in a header. The file of keys is read again every now and then. */
final class ApiKeyAuthenticator implements Authenticator {

  private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthenticator.class);
  private static final int MAX_LENGTH = 512;

  private final Vertx vertx;
  private final String header;
  private ApiKeys keys;
  private String fault = "";
  private long timer = -1;

  ApiKeyAuthenticator(Vertx vertx, String header, ApiKeys keys) {
    this.vertx = vertx;
    this.header = header;
    this.keys = keys;
  }

  /** Reads the keys again from time to time; those that were read last stay if that fails. */
  void reload(long everyMillis, Callable<ApiKeys> reading) {
    timer =
        vertx.setPeriodic(
            everyMillis,
            id ->
                vertx
                    .executeBlocking(reading)
                    .onSuccess(
                        read -> {
                          keys = read;
                          fault = "";
                        })
                    .onFailure(this::warn));
  }

  private void warn(Throwable e) {
    String text = String.valueOf(e.getMessage());
    if (!text.equals(fault)) {
      fault = text;
      LOG.warn("The API keys stay as they were: {}", text);
    }
  }

  @Override
  public Future<@Nullable Principal> authenticate(Credentials credentials) {
    try {
      String key = credentials.metadata(header);
      if (key == null) {
        return Future.succeededFuture();
      }
      Principal owner = key.length() > MAX_LENGTH ? null : keys.owner(key);
      return owner == null
          ? Future.failedFuture(new BadCredentialsException("no such API key"))
          : Future.succeededFuture(owner);
    } catch (BadCredentialsException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Set<String> metadata() {
    return Set.of(header);
  }

  @Override
  public String challenge() {
    return "ApiKey realm=\"sluice\", header=\"" + header + "\"";
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }
}
