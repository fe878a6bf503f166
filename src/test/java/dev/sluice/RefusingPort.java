package dev.sluice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of loopback where nobody listens, and that nobody else can take until this is closed: its
 * socket is bound but does not listen, so connections are refused.
 */
public final class RefusingPort implements AutoCloseable {

  private final Socket socket = new Socket();

  public RefusingPort() throws IOException {
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public int number() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
