package dev.sluice.channel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A server that answers each request with trailers alone, at its head or its end, and leaves the
 * client's half of the stream to the client.
 */
final class BareServer implements AutoCloseable {

  /** What clients have done to their streams: {@code ended 1}, {@code reset 3}. */
  final List<String> events = new CopyOnWriteArrayList<>();

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final int status;
  private final boolean early;
  private final Channel listening;

  /**
   * Starts a server.
   *
   * @param status the status of gRPC that its answers have
   * @param early whether it answers when a request begins
   */
  BareServer(int status, boolean early) {
    this.status = status;
    this.early = early;
    this.listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(Http2FrameCodecBuilder.forServer().build(), new Answers());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  String target() {
    return "127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private final class Answers extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Http2HeadersFrame head) {
        if (early) {
          answer(context, head.stream());
        }
      } else if (message instanceof Http2DataFrame data && data.isEndStream()) {
        events.add("ended " + data.stream().id());
        if (!early) {
          answer(context, data.stream());
        }
      } else if (message instanceof Http2ResetFrame reset) {
        events.add("reset " + reset.stream().id());
      }
      ReferenceCountUtil.release(message);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the test waits for the answer
    private void answer(ChannelHandlerContext context, Http2FrameStream stream) {
      Http2Headers trailers =
          new DefaultHttp2Headers()
              .status("200")
              .set("content-type", "application/grpc")
              .setInt("grpc-status", status);
      context.writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true).stream(stream));
    }
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
