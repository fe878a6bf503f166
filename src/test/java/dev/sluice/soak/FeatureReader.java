package dev.sluice.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client that lists features and takes one off the wire only when it is told to. */
interface FeatureReader extends AutoCloseable {

  /** The ways to list features. */
  enum Door {
    GRPC,
    NDJSON,
    EVENTS,
    WEB_SOCKET;

    /** Asks a server for so many features. */
    FeatureReader open(SoakServer server, int count) throws IOException {
      return switch (this) {
        case GRPC -> new OverGrpc(server, count);
        case NDJSON -> new OverHttp(server, count, "Accept: application/x-ndjson\n", "{");
        case EVENTS -> new OverHttp(server, count, "Accept: text/event-stream\n", "data:");
        case WEB_SOCKET -> new OverWebSocket(server, count);
      };
    }
  }

  /** Takes the next feature, waiting for it if it has not come yet. */
  void read() throws Exception;

  /** Goes away, whatever there may be left to read. */
  @Override
  void close() throws Exception;

  /** Over gRPC, with a small window of flow control. */
  final class OverGrpc implements FeatureReader {

    private static final MethodDescriptor<Rectangle, Feature> LIST_FEATURES =
        MethodDescriptor.<Rectangle, Feature>newBuilder()
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName("routeguide.RouteGuide/ListFeatures")
            .setRequestMarshaller(ProtoUtils.marshaller(Rectangle.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Feature.getDefaultInstance()))
            .build();

    private final ManagedChannel channel;
    private final ClientCall<Rectangle, Feature> call;
    private final Semaphore features = new Semaphore(0);

    OverGrpc(SoakServer server, int count) {
      channel =
          NettyChannelBuilder.forAddress(SoakServer.HOST, server.port())
              .usePlaintext()
              .flowControlWindow(65_535)
              .build();
      call = channel.newCall(LIST_FEATURES, CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onMessage(Feature feature) {
              features.release();
            }
          },
          new Metadata());
      Point end = Point.newBuilder().setLatitude(count).build();
      call.sendMessage(Rectangle.newBuilder().setHi(end).build());
      call.halfClose();
    }

    @Override
    public void read() throws Exception {
      call.request(1);
      if (!features.tryAcquire(10, TimeUnit.SECONDS)) {
        throw new TimeoutException("no feature");
      }
    }

    @Override
    public void close() throws InterruptedException {
      call.cancel("that is enough", null);
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  /** Over a socket that holds little. */
  abstract class OverSocket implements FeatureReader {

    private static final int FEW_BYTES = 16 << 10;

    private final Socket socket = new Socket();
    final DataInputStream in;

    OverSocket(SoakServer server, int count, String headers) throws IOException {
      socket.setReceiveBufferSize(FEW_BYTES);
      socket.setSoTimeout(10_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
      String request =
          "GET /v1/features?hi.latitude=" + count + " HTTP/1.1\nHost: x\n" + headers + "\n";
      socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(ISO_8859_1));
      String status = line();
      if (!status.startsWith("HTTP/1.1 ") || status.charAt(9) > '2') {
        throw new IOException(status);
      }
      while (!line().isEmpty()) {}
    }

    final String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("after: " + line);
        }
        line.append((char) b);
      }
      return line.toString().stripTrailing();
    }

    @Override
    public final void close() throws IOException {
      socket.close();
    }
  }

  /** Over HTTP/1.1, a line a feature; the lines that chunks begin with are passed over. */
  final class OverHttp extends OverSocket {

    private final String lineStart;

    OverHttp(SoakServer server, int count, String headers, String lineStart) throws IOException {
      super(server, count, headers);
      this.lineStart = lineStart;
    }

    @Override
    public void read() throws IOException {
      while (!line().startsWith(lineStart)) {}
    }
  }

  /** Over a WebSocket, a frame a feature. */
  final class OverWebSocket extends OverSocket {

    private static final int FINAL_TEXT = 0x81;

    OverWebSocket(SoakServer server, int count) throws IOException {
      super(
          server,
          count,
          """
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
          """);
    }

    @Override
    public void read() throws IOException {
      int head = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (head != FINAL_TEXT) {
        throw new IOException("not a feature: " + Integer.toHexString(head));
      }
      in.skipNBytes(length == 126 ? in.readUnsignedShort() : length);
    }
  }
}
