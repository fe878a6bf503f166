package dev.sluice.service.addressbook;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import dev.sluice.call.ServiceProvider;
import dev.sluice.proto.addressbook.v1.AddressBookServiceProto;
import dev.sluice.server.ServerVerticle;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The whole server, with the service over a store of the test's, and grpc-java as its client. */
final class AddressBookServer implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final ServerVerticle verticle;
  private final String deployment;
  private final ManagedChannel channel;

  private AddressBookServer(PersonStore store, boolean validating) throws Exception {
    this.verticle = new ServerVerticle(List.of(new Provider(store)));
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", 0)
            .put("validation", new JsonObject().put("enabled", validating))
            .put("drain", new JsonObject().put("timeoutSeconds", 20))
            .put(
                "services",
                new JsonObject().put("addressbook", new JsonObject().put("enabled", false)));
    this.deployment =
        await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
    // A small fixed window, for a client that does not read to be felt soon.
    this.channel =
        NettyChannelBuilder.forAddress("localhost", verticle.actualPort())
            .usePlaintext()
            .flowControlWindow(65_535)
            .build();
  }

  static AddressBookServer start(PersonStore store) throws Exception {
    return new AddressBookServer(store, true);
  }

  /** The server, which does not hold requests against the rules of their messages. */
  static AddressBookServer startWithoutRules(PersonStore store) throws Exception {
    return new AddressBookServer(store, false);
  }

  private record Provider(PersonStore store) implements ServiceProvider {

    @Override
    public String name() {
      return "tested";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(AddressBookServiceProvider.service(store));
    }
  }

  /** Undeploys the verticle, as SIGTERM does; the client's connection stays for its calls. */
  Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  int port() {
    return verticle.actualPort();
  }

  /** Begins a call of a method, whatever its kind. */
  <Q extends Message, A extends Message> Call<Q, A> call(String method, Q request, A answer) {
    return new Call<>(
        channel.newCall(
            MethodDescriptor.<Q, A>newBuilder()
                .setType(type(method))
                .setFullMethodName("sluice.addressbook.v1.AddressBookService/" + method)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build(),
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS)));
  }

  /** Makes a call with one request, and asks for all answers. */
  <Q extends Message, A extends Message> Call<Q, A> ask(String method, Q request, A answer) {
    Call<Q, A> call = call(method, request, answer);
    call.client.request(Integer.MAX_VALUE);
    call.send(request);
    call.client.halfClose();
    return call;
  }

  private static MethodType type(String name) {
    var method =
        AddressBookServiceProto.getDescriptor()
            .findServiceByName("AddressBookService")
            .findMethodByName(name)
            .toProto();
    if (method.getClientStreaming()) {
      return MethodType.CLIENT_STREAMING;
    }
    return method.getServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
  }

  /** A call and what it has been answered with so far. */
  static final class Call<Q, A> extends ClientCall.Listener<A> {

    final ClientCall<Q, A> client;
    final CompletableFuture<Metadata> headers = new CompletableFuture<>();
    private final List<A> answers = new ArrayList<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();
    private volatile @Nullable Metadata trailers;

    Call(ClientCall<Q, A> client) {
      this.client = client;
      client.start(this, new Metadata());
    }

    void send(Q request) {
      client.sendMessage(request);
    }

    @Override
    public void onHeaders(Metadata received) {
      headers.complete(received);
    }

    @Override
    public synchronized void onMessage(A message) {
      answers.add(message);
    }

    @Override
    public void onClose(Status end, Metadata received) {
      trailers = received;
      status.complete(end);
      headers.completeExceptionally(new IllegalStateException(end.toString()));
    }

    synchronized List<A> soFar() {
      return List.copyOf(answers);
    }

    /** Waits for the end of the call. */
    Status status() throws Exception {
      return status.get(20, TimeUnit.SECONDS);
    }

    @Nullable Metadata trailers() {
      return trailers;
    }

    /** Waits for the end of the call, which has to be a good one. */
    List<A> all() throws Exception {
      Status end = status();
      if (!end.isOk()) {
        throw new AssertionError(end);
      }
      return soFar();
    }

    /** Waits for the one answer. */
    A one() throws Exception {
      return all().get(0);
    }
  }

  /** What a refusal says that is wrong with the request: {@code field: description}. */
  List<String> violations(String method, Message request) throws Exception {
    var call = ask(method, request, Empty.getDefaultInstance());
    assertThat(call.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    List<FieldViolation> violations = new ArrayList<>();
    var status = StatusProto.fromStatusAndTrailers(call.status(), call.trailers());
    for (var detail : status.getDetailsList()) {
      violations.addAll(detail.unpack(com.google.rpc.BadRequest.class).getFieldViolationsList());
    }
    return violations.stream().map(each -> each.getField() + ": " + each.getDescription()).toList();
  }

  @Override
  public void close() throws Exception {
    channel.shutdownNow();
    await(vertx.close());
  }
}
