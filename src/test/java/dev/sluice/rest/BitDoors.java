package dev.sluice.rest;

import static dev.sluice.Waiting.await;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Status;
import dev.sluice.rest.RestServer.Answer;
import dev.sluice.test.v1.BitsProto;
import dev.sluice.test.v1.EverythingProto;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clients that call a method of the service of bits through each door. */
final class BitDoors {

  private static final Pattern STATUS = Pattern.compile("grpc-status: ?(\\d+)");

  private final BitServer server;
  private final HttpClient grpc;
  private final WebSocketClient sockets;
  private final JsonFormat.Parser parser;

  /** What came of a call: the messages, or the bytes of a body that is none, and the code. */
  record Outcome(List<Message> messages, String raw, int code) {}

  BitDoors(BitServer server) {
    this.server = server;
    this.grpc =
        server.vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    this.sockets = server.vertx.createWebSocketClient();
    TypeRegistry types =
        TypeRegistry.newBuilder()
            .add(BitsProto.getDescriptor().getMessageTypes())
            .add(EverythingProto.getDescriptor().getMessageTypes())
            .build();
    this.parser = JsonFormat.parser().usingTypeRegistry(types);
  }

  private static DynamicMessage.Builder builder(MethodDescriptor method) {
    return DynamicMessage.newBuilder(method.getOutputType());
  }

  private Message message(MethodDescriptor method, String json) {
    DynamicMessage.Builder builder = builder(method);
    try {
      parser.merge(json, builder);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(json, e);
    }
    return builder.build();
  }

  /** Calls over gRPC, or one of the two forms of gRPC-Web. */
  Outcome grpc(MethodDescriptor method, List<? extends Message> requests, String type)
      throws Exception {
    Buffer frames = Buffer.buffer();
    for (Message request : requests) {
      byte[] bytes = request.toByteArray();
      frames.appendByte((byte) 0).appendInt(bytes.length).appendBytes(bytes);
    }
    boolean text = type.contains("text");
    Buffer body = text ? Buffer.buffer(Base64.getEncoder().encode(frames.getBytes())) : frames;
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(server.port())
            .setMethod(HttpMethod.POST)
            .setURI("/" + method.getService().getFullName() + "/" + method.getName())
            .putHeader("content-type", type)
            .putHeader("te", "trailers");
    return await(
        onContext(
            server.vertx,
            () ->
                grpc.request(options)
                    .compose(request -> request.send(body))
                    .compose(
                        response ->
                            response
                                .body()
                                .map(
                                    all -> {
                                      String trailers =
                                          "grpc-status:" + response.getTrailer("grpc-status");
                                      String headers =
                                          "grpc-status:" + response.getHeader("grpc-status");
                                      return frames(
                                          method, text ? decode(all) : all, trailers + headers);
                                    }))));
  }

  private static Buffer decode(Buffer text) {
    // Each piece of base64 may have padding of its own.
    Buffer all = Buffer.buffer();
    Matcher pieces = Pattern.compile("[A-Za-z0-9+/]+={0,2}").matcher(text.toString());
    while (pieces.find()) {
      all.appendBytes(Base64.getDecoder().decode(pieces.group()));
    }
    return all;
  }

  private static Outcome frames(MethodDescriptor method, Buffer all, String status) {
    List<Message> messages = new ArrayList<>();
    StringBuilder told = new StringBuilder(status);
    int at = 0;
    while (at < all.length()) {
      int length = all.getInt(at + 1);
      Buffer frame = all.getBuffer(at + 5, at + 5 + length);
      if (all.getByte(at) == 0) {
        try {
          messages.add(builder(method).mergeFrom(frame.getBytes()).build());
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
      } else {
        told.append(frame);
      }
      at += 5 + length;
    }
    Matcher code = STATUS.matcher(told);
    if (!code.find()) {
      throw new IllegalStateException("no status: " + told);
    }
    return new Outcome(messages, "", Integer.parseInt(code.group(1)));
  }

  /** Calls over REST; the answer is one message, a stream in the form of {@code accept}, or raw. */
  Outcome rest(MethodDescriptor method, Case each, HttpVersion version, String accept)
      throws Exception {
    Answer answer = server.call(version, each.with("accept", accept));
    String type = String.valueOf(answer.headers().get("content-type"));
    if (answer.status() >= 400) {
      boolean status = type.equals(Delimited.TYPE);
      int code =
          status ? Status.parseFrom(answer.bytes().getBytes()).getCode() : code(answer.body());
      return new Outcome(List.of(), "", code);
    }
    if (type.equals(Delimited.TYPE)) {
      byte[] bytes = answer.bytes().getBytes();
      return new Outcome(
          method.isServerStreaming()
              ? Delimited.read(bytes, builder(method).build())
              : List.of(builder(method).mergeFrom(bytes).build()),
          "",
          0);
    }
    boolean json = type.startsWith("application/") && type.contains("json");
    if (!json && !type.startsWith("text/event-stream")) {
      return new Outcome(List.of(), answer.body(), 0);
    }
    List<Message> messages = new ArrayList<>();
    int code = 0;
    for (String element : elements(method, type, answer.body())) {
      JsonObject error = new JsonObject(element).getJsonObject("error");
      if (error == null) {
        messages.add(message(method, element));
      } else {
        code = error.containsKey("code") ? error.getInteger("code") : code(error.encode());
      }
    }
    return new Outcome(messages, "", code);
  }

  /** The code of an error: of a status, or by its name or words where it is rendered. */
  private static int code(String body) {
    if (body.startsWith("{\"code\"")) {
      return new JsonObject(body).getInteger("code");
    }
    for (GrpcStatus each : GrpcStatus.values()) {
      if (each != GrpcStatus.OK && body.contains(each.name())) {
        return each.code;
      }
    }
    return body.contains("no such bit") ? GrpcStatus.NOT_FOUND.code : -1;
  }

  private static List<String> elements(MethodDescriptor method, String type, String body) {
    if (!method.isServerStreaming()) {
      return List.of(body);
    }
    List<String> elements = new ArrayList<>();
    if (type.contains("event-stream")) {
      String event = "";
      for (String line : body.split("\n", -1)) {
        if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ")) {
          elements.add(
              event.equals("error") ? "{\"error\":" + line.substring(6) + "}" : line.substring(6));
        }
      }
    } else if (type.contains("ndjson")) {
      body.lines().forEach(elements::add);
    } else {
      new JsonArray(body).forEach(each -> elements.add(((JsonObject) each).encode()));
    }
    return elements;
  }

  /** Calls over a WebSocket on the path of an operation. */
  Outcome webSocket(MethodDescriptor method, Case each, List<String> texts) throws Exception {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(server.port())
            .setURI(each.uri());
    each.headers()
        .forEach(
            (name, values) -> {
              if (!name.equals("content-type")) {
                options.putHeader(name, values.get(0));
              }
            });
    Promise<Outcome> outcome = Promise.promise();
    List<Message> messages = new ArrayList<>();
    server.vertx.runOnContext(
        v ->
            sockets
                .connect(options)
                .onFailure(outcome::tryFail)
                .onSuccess(
                    socket -> {
                      socket.textMessageHandler(
                          text -> {
                            if (!text.startsWith("{\"error\":")) {
                              messages.add(message(method, text));
                            }
                          });
                      socket.closeHandler(
                          closed -> {
                            int code = socket.closeStatusCode();
                            outcome.tryComplete(
                                new Outcome(messages, "", code == 1000 ? 0 : code - 4000));
                          });
                      texts.forEach(socket::writeTextMessage);
                      if (method.isClientStreaming()) {
                        socket.writeTextMessage("");
                      }
                    }));
    return await(outcome.future());
  }

  private static <T> Future<T> onContext(Vertx vertx, java.util.function.Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    vertx.runOnContext(v -> work.get().onComplete(done));
    return done.future();
  }
}
