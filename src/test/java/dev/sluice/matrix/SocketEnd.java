package dev.sluice.matrix;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for the end of a WebSocket, and keeps the last message that has come before it. */
final class SocketEnd implements WebSocket.Listener {

  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<Integer> code = new CompletableFuture<>();
  private boolean whole = true;
  private volatile String last = "";
  private volatile String reason = "";

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
    if (whole) {
      text.setLength(0);
    }
    text.append(part);
    whole = isLast;
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int closeCode, String why) {
    last = text.toString();
    reason = why;
    code.complete(closeCode);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    code.completeExceptionally(error);
  }

  /** The close code, once it has come. */
  int code() throws Exception {
    return code.get(20, TimeUnit.SECONDS);
  }

  /** The text of the last message. */
  String last() {
    return last;
  }

  /** The reason of the close frame. */
  String reason() {
    return reason;
  }
}
