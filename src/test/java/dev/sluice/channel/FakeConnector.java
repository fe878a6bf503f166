package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connections of no network: which addresses can be reached, a test says. */
final class FakeConnector implements Connector {

  final List<String> attempts = new ArrayList<>();
  final List<FakeLink> links = new ArrayList<>();
  final Set<String> away = new HashSet<>();
  final Set<String> mute = new HashSet<>();
  final List<String> checks = new ArrayList<>();
  final Set<String> sick = new HashSet<>();
  int maxCalls = 100;

  final class FakeLink implements Link {

    final String address;
    boolean closed;
    @Nullable Listener listener;

    FakeLink(String address) {
      this.address = address;
    }

    @Override
    public void listen(Listener who) {
      listener = who;
    }

    @Override
    public long maxCalls() {
      return maxCalls;
    }

    @Override
    public <Q, A> Future<Exchange<Q, A>> request(
        ContextInternal context, ServiceMethod<A, Q> method) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> check(String service, Duration timeout) {
      checks.add(address + " " + service);
      return sick.contains(address)
          ? Future.failedFuture(new StatusException(GrpcStatus.UNAVAILABLE, "sick"))
          : Future.succeededFuture();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        Listener told = listener;
        if (told != null) {
          told.closed();
        }
      }
    }
  }

  @Override
  public Future<Link> connect(Endpoint.Key address) {
    attempts.add(address.host());
    if (mute.contains(address.host())) {
      return Promise.<Link>promise().future();
    }
    if (away.contains(address.host())) {
      return Future.failedFuture(new ConnectException("refused"));
    }
    FakeLink link = new FakeLink(address.host());
    links.add(link);
    return Future.succeededFuture(link);
  }

  /** Counts the attempts to reach an address. */
  long attempts(String host) {
    return attempts.stream().filter(host::equals).count();
  }

  /** The open connection to an address. */
  FakeLink link(String host) {
    return links.stream()
        .filter(each -> each.address.equals(host) && !each.closed)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
