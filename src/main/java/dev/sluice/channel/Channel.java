package dev.sluice.channel;

import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.Address;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC client that spreads its calls over several addresses, leaves out those that fail until
 * they are back, and makes calls again where the policy permits.
 *
 * <p>It stands in for Vert.x's client: {@code GreeterGrpcClient.create(channel,
 * channel.address())}. The addresses that requests name are of no account, for the channel has its
 * own. A call runs on the context that it is made on, whose deadline and trace it passes on. What
 * fails is a {@link StatusException}: UNAVAILABLE with the address that could not be used,
 * DEADLINE_EXCEEDED when the time is over, or what the server said.
 *
 * <p>A channel is safe for concurrent use. Whoever makes it closes it; one that is made in a
 * verticle is closed when that is undeployed.
 */
public final class Channel implements GrpcClient {

  private static final SocketAddress ANY = SocketAddress.inetSocketAddress(1, "channel.invalid");

  private final VertxInternal vertx;
  private final ChannelOptions options;
  private final CloseFuture maker;
  private final ContextInternal owner;
  private final Connector connector;
  private final Resolver resolver;
  private final Balancer balancer;
  private final CredentialGate gate;
  private final RetryBudget budget;
  private final Timers timers;
  private final AtomicLong kept = new AtomicLong();
  private final Set<RetryingCall<?, ?>> calls = ConcurrentHashMap.newKeySet();
  private final Closeable hook = done -> end().onComplete(done);

  private Channel(VertxInternal vertx, ChannelOptions options) {
    this.vertx = vertx;
    this.options = options;
    ContextInternal context = vertx.getOrCreateContext();
    this.maker = context.closeFuture();
    this.owner = context.isEventLoopContext() ? context.unwrap() : vertx.createEventLoopContext();
    this.timers = new VertxTimers(owner);
    this.connector = new HttpConnector(owner, options.connection());
    this.resolver = new Resolver(options.targets(), options.resolve(), this::lookup, timers);
    this.balancer = new Balancer(options, connector, timers, resolver::refresh);
    this.gate = new CredentialGate(owner, options, balancer);
    this.budget = new RetryBudget(options.retry().budget());
    resolver.listen(
        new Resolver.Listener() {
          @Override
          public void found(List<Endpoint> endpoints) {
            balancer.update(endpoints);
          }

          @Override
          public void failed(StatusException e) {
            balancer.unresolved(e);
          }
        });
  }

  /**
   * Makes a channel, on the current context if that is an event loop. It connects when called.
   *
   * @throws IllegalArgumentException if credentials would go to another machine in clear text,
   *     which the options do not allow
   */
  public static Channel create(Vertx vertx, ChannelOptions options) {
    Target unsafe = options.clearTextTarget();
    if (unsafe != null) {
      throw new IllegalArgumentException(
          "credentials for " + unsafe + " (expected: TLS, or clearText)");
    }
    Channel channel = new Channel((VertxInternal) vertx, options);
    channel.maker.add(channel.hook);
    return channel;
  }

  private NameLookup lookup(Target target) {
    DnsLookup dns = new DnsLookup(vertx, target.server(), options.resolve().timeout());
    return target.server() == null ? new SystemLookup(vertx, dns) : dns;
  }

  /** An address for generated clients, which want one; it stands for the channel's own. */
  public SocketAddress address() {
    return ANY;
  }

  ChannelOptions options() {
    return options;
  }

  ContextInternal owner() {
    return owner;
  }

  /** Where calls ask for a connection. */
  CredentialGate gate() {
    return gate;
  }

  RetryBudget budget() {
    return budget;
  }

  /** How many bytes of requests are kept for retries. */
  AtomicLong kept() {
    return kept;
  }

  /** How many calls are open. */
  int openCalls() {
    return calls.size();
  }

  double random() {
    return timers.random();
  }

  void callBegan(RetryingCall<?, ?> call) {
    calls.add(call);
  }

  void callEnded(RetryingCall<?, ?> call) {
    calls.remove(call);
  }

  @Override
  public Future<GrpcClientRequest<Buffer, Buffer>> request(@Nullable Address server) {
    return request();
  }

  @Override
  public Future<GrpcClientRequest<Buffer, Buffer>> request() {
    ContextInternal context = vertx.getOrCreateContext();
    return context.succeededFuture(
        new ChannelRequest<>(
            this, context, GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY));
  }

  @Override
  public <Q, A> Future<GrpcClientRequest<Q, A>> request(
      @Nullable Address server, ServiceMethod<A, Q> method) {
    return request(method);
  }

  @Override
  public <Q, A> Future<GrpcClientRequest<Q, A>> request(ServiceMethod<A, Q> method) {
    ContextInternal context = vertx.getOrCreateContext();
    ChannelRequest<Q, A> request =
        new ChannelRequest<>(this, context, method.encoder(), method.decoder());
    return context.succeededFuture(
        request.serviceName(method.serviceName()).methodName(method.methodName()));
  }

  /** Ends the calls that are open with CANCELLED, and closes all connections. */
  @Override
  public Future<Void> close() {
    maker.remove(hook);
    return end();
  }

  private Future<Void> end() {
    owner.emit(
        v -> {
          resolver.close();
          balancer.close();
          gate.close();
        });
    StatusException reason = new StatusException(GrpcStatus.CANCELLED, "the channel is closed");
    calls.forEach(call -> call.close(reason));
    return connector.close();
  }
}
