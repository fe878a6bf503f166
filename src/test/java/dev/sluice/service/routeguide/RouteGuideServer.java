package dev.sluice.service.routeguide;

import com.google.protobuf.Message;
import dev.sluice.call.MethodRegistry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteGuideGrpcService;
import dev.sluice.proto.routeguide.RouteNote;
import dev.sluice.proto.routeguide.RouteSummary;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server with the service alone, on an event loop of its own, and grpc-java as its client. */
final class RouteGuideServer implements AutoCloseable {

  static final MethodDescriptor<Point, Feature> GET_FEATURE =
      method(
          "GetFeature", MethodType.UNARY, Point.getDefaultInstance(), Feature.getDefaultInstance());

  static final MethodDescriptor<Rectangle, Feature> LIST_FEATURES =
      method(
          "ListFeatures",
          MethodType.SERVER_STREAMING,
          Rectangle.getDefaultInstance(),
          Feature.getDefaultInstance());

  static final MethodDescriptor<Point, RouteSummary> RECORD_ROUTE =
      method(
          "RecordRoute",
          MethodType.CLIENT_STREAMING,
          Point.getDefaultInstance(),
          RouteSummary.getDefaultInstance());

  static final MethodDescriptor<RouteNote, RouteNote> ROUTE_CHAT =
      method(
          "RouteChat",
          MethodType.BIDI_STREAMING,
          RouteNote.getDefaultInstance(),
          RouteNote.getDefaultInstance());

  private final ManagedChannel channel;

  private RouteGuideServer(int port) {
    // A small fixed window, for a client that does not read to be felt soon.
    this.channel =
        NettyChannelBuilder.forAddress("localhost", port)
            .usePlaintext()
            .flowControlWindow(65_535)
            .build();
  }

  /** Starts a server over stores. */
  static RouteGuideServer start(Vertx vertx, FeatureStore features, NoteStore notes) {
    return start(vertx, RouteGuideGrpcService.of(new RouteGuideImpl(features, notes, 5_000)));
  }

  /** Starts a server as the provider makes it. */
  static RouteGuideServer start(Vertx vertx, JsonObject options) throws Exception {
    return start(
        vertx,
        new RouteGuideProvider()
            .create(vertx, options)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS));
  }

  private static RouteGuideServer start(Vertx vertx, Service service) {
    MethodRegistry registry = MethodRegistry.of(List.of(service), List.of());
    GrpcDoor door = new GrpcDoor(registry, SluiceConfig.parse(new JsonObject()).grpc());
    int[] port = new int[1];
    vertx
        .deployVerticle(
            new AbstractVerticle() {
              @Override
              public void start(Promise<Void> started) {
                vertx
                    .createHttpServer()
                    .requestHandler(door)
                    .listen(0)
                    .onSuccess(server -> port[0] = server.actualPort())
                    .<Void>mapEmpty()
                    .onComplete(started);
              }
            })
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
    return new RouteGuideServer(port[0]);
  }

  <Q, A> ClientCall<Q, A> call(MethodDescriptor<Q, A> method) {
    return channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(15, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
      String name, MethodType type, Q request, A response) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(type)
        .setFullMethodName("routeguide.RouteGuide/" + name)
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }
}
