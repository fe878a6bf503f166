package dev.sluice.matrix;

import dev.sluice.test.v1.Everything;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** WebSocket: a text frame per message, an empty one for the end. */
final class WebSocketClientDoor implements Door {

  private final WebSocketClient client;
  private final int port;

  WebSocketClientDoor(Vertx vertx, int port) {
    this.client = vertx.createWebSocketClient();
    this.port = port;
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.of(Kind.SERVER, Kind.CLIENT, Kind.BIDI);
  }

  @Override
  public Future<Outcome> call(Script script) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(script.kind().path);
    if (script.timeout() != null) {
      options.putHeader("Grpc-Timeout", script.timeout());
    }
    script
        .metadata()
        .forEach((name, value) -> options.putHeader(RestHttpDoor.metadataName(name), value));
    return client.connect(options).compose(socket -> listen(script, socket));
  }

  /** The server may have closed the socket already, which says how the call ended. */
  private static Future<Outcome> listen(Script script, WebSocket socket) {
    try {
      return exchange(script, socket);
    } catch (IllegalStateException e) {
      Promise<Outcome> outcome = Promise.promise();
      end(socket, List.of(), outcome);
      return outcome.future();
    }
  }

  private static void end(WebSocket socket, List<Integer> numbers, Promise<Outcome> outcome) {
    Short code = socket.closeStatusCode();
    if (code == null || (code != 1000 && code < 4000)) {
      outcome.tryFail("closed with " + code);
    } else {
      outcome.tryComplete(new Outcome(numbers, GrpcStatus.valueOf(code == 1000 ? 0 : code - 4000)));
    }
  }

  private static Future<Outcome> exchange(Script script, WebSocket socket) {
    Promise<Outcome> outcome = Promise.promise();
    List<Integer> numbers = new ArrayList<>();
    socket.textMessageHandler(
        text -> {
          JsonObject json = new JsonObject(text);
          if (json.containsKey("error")) {
            return;
          }
          if (script.kind() == Kind.CLIENT) {
            json.getJsonArray("numbers", new JsonArray()).forEach(n -> numbers.add((Integer) n));
          } else {
            numbers.add(json.getInteger("anInt32", 0));
          }
          script.onResponse().accept(numbers.size());
        });
    socket.closeHandler(v -> end(socket, numbers, outcome));
    script
        .cancel()
        .onSuccess(
            v -> {
              outcome.tryFail("cancelled");
              socket.close((short) 1001);
            });
    for (Everything message : script.requests()) {
      JsonObject json = new JsonObject().put("anInt32", message.getAnInt32());
      if (!message.getAString().isEmpty()) {
        json.put("aString", message.getAString());
      }
      socket.writeTextMessage(json.encode());
    }
    if (script.ends()) {
      socket.writeTextMessage("");
    }
    return outcome.future();
  }
}
