package dev.sluice.bench;

import com.google.protobuf.Message;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteSummary;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The same methods on grpc-java: one event loop, and the services run on it. */
final class GrpcJavaServer {

  private static final int FEATURES = 100;

  private GrpcJavaServer() {}

  static void start(int port) throws IOException {
    EpollEventLoopGroup loop = new EpollEventLoopGroup(1);
    NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .bossEventLoopGroup(loop)
        .workerEventLoopGroup(loop)
        .channelType(EpollServerSocketChannel.class)
        .directExecutor()
        .addService(greeter())
        .addService(routeGuide())
        .build()
        .start();
  }

  private static ServerServiceDefinition greeter() {
    return ServerServiceDefinition.builder("helloworld.Greeter")
        .addMethod(
            method(
                "helloworld.Greeter/SayHello",
                MethodType.UNARY,
                HelloRequest.getDefaultInstance(),
                HelloReply.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(
                (HelloRequest request, StreamObserver<HelloReply> response) -> {
                  response.onNext(hello(request));
                  response.onCompleted();
                }))
        .addMethod(
            method(
                "helloworld.Greeter/SayHelloBidiStream",
                MethodType.BIDI_STREAMING,
                HelloRequest.getDefaultInstance(),
                HelloReply.getDefaultInstance()),
            ServerCalls.<HelloRequest, HelloReply>asyncBidiStreamingCall(GrpcJavaServer::greetAll))
        .build();
  }

  private static StreamObserver<HelloRequest> greetAll(StreamObserver<HelloReply> response) {
    return new Each<HelloRequest>(
        request -> response.onNext(hello(request)), response::onCompleted);
  }

  private static ServerServiceDefinition routeGuide() {
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < FEATURES; i++) {
      features.add(
          Feature.newBuilder()
              .setName("Feature number " + i + ", New York, NY, USA")
              .setLocation(Point.newBuilder().setLatitude(400000000 + i).setLongitude(-740000000))
              .build());
    }
    return ServerServiceDefinition.builder("routeguide.RouteGuide")
        .addMethod(
            method(
                "routeguide.RouteGuide/ListFeatures",
                MethodType.SERVER_STREAMING,
                Rectangle.getDefaultInstance(),
                Feature.getDefaultInstance()),
            ServerCalls.asyncServerStreamingCall(
                (Rectangle request, StreamObserver<Feature> response) ->
                    send(features.iterator(), (ServerCallStreamObserver<Feature>) response)))
        .addMethod(
            method(
                "routeguide.RouteGuide/RecordRoute",
                MethodType.CLIENT_STREAMING,
                Point.getDefaultInstance(),
                RouteSummary.getDefaultInstance()),
            ServerCalls.<Point, RouteSummary>asyncClientStreamingCall(GrpcJavaServer::record))
        .build();
  }

  private static void send(Iterator<Feature> features, ServerCallStreamObserver<Feature> response) {
    boolean[] done = new boolean[1];
    response.setOnReadyHandler(
        () -> {
          while (!done[0] && response.isReady()) {
            if (features.hasNext()) {
              response.onNext(features.next());
            } else {
              done[0] = true;
              response.onCompleted();
            }
          }
        });
  }

  private static StreamObserver<Point> record(StreamObserver<RouteSummary> response) {
    RouteSummary.Builder summary = RouteSummary.newBuilder();
    return new Each<Point>(
        point -> summary.setPointCount(summary.getPointCount() + 1),
        () -> {
          response.onNext(summary.build());
          response.onCompleted();
        });
  }

  /** Does something for each message, and something at the end. */
  private record Each<T>(java.util.function.Consumer<T> onEach, Runnable atEnd)
      implements StreamObserver<T> {
    @Override
    public void onNext(T message) {
      onEach.accept(message);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {
      atEnd.run();
    }
  }

  private static HelloReply hello(HelloRequest request) {
    return HelloReply.newBuilder().setMessage("Hello, " + request.getName()).build();
  }

  private static <Req extends Message, Resp extends Message> MethodDescriptor<Req, Resp> method(
      String name, MethodType type, Req request, Resp response) {
    return MethodDescriptor.<Req, Resp>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }
}
