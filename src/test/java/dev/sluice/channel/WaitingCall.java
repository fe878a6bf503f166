package dev.sluice.channel;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A call that remembers what it was given. */
final class WaitingCall implements Balancer.Waiting {

  private final Set<Endpoint.Key> avoided;
  Subchannel.@Nullable Use use;
  @Nullable StatusException failure;

  /** Makes a call that wants none of these hosts, of port 1. */
  WaitingCall(String... avoided) {
    this.avoided =
        Arrays.stream(avoided)
            .map(host -> new Endpoint.Key(host, null, 1))
            .collect(Collectors.toSet());
  }

  @Override
  public Set<Endpoint.Key> avoided() {
    return avoided;
  }

  @Override
  public boolean wantsAuthorization() {
    return true;
  }

  @Override
  public void authorization(@Nullable String value) {
    throw new AssertionError("the balancer knows nothing of credentials");
  }

  @Override
  public void use(Subchannel.Use given) {
    use = given;
  }

  @Override
  public void fail(StatusException e) {
    failure = e;
  }

  String host() {
    return use == null ? "none" : use.address().host();
  }

  void succeed() {
    use.succeeded();
    use.released();
  }

  void failUnavailable() {
    use.failed(new StatusException(GrpcStatus.UNAVAILABLE, "no"));
    use.released();
  }
}
