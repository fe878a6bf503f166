package dev.sluice.soak;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.RouteNote;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very many chats at a time, with clients that go away when they please. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
class RouteChatTest {

  private static final int CONNECTIONS = 10;

  private static final int CHATS = 1_000;
  private static final int POINTS = 60;
  private static final int NOTES_PER_POINT = 10;
  private static final int NOTES = 500;
  private static final int MILLIS = 2_000;

  private static final MethodDescriptor<RouteNote, RouteNote> ROUTE_CHAT =
      MethodDescriptor.<RouteNote, RouteNote>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName("routeguide.RouteGuide/RouteChat")
          .setRequestMarshaller(ProtoUtils.marshaller(RouteNote.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(RouteNote.getDefaultInstance()))
          .build();

  private final Random random = new Random(1);
  private final Vertx clock = Vertx.vertx();
  private SoakServer server;
  private List<ManagedChannel> channels;

  @BeforeEach
  void start() throws Exception {
    server =
        SoakServer.start(
            new JsonObject().put("maxNotes", NOTES).put("maxNotesPerPoint", NOTES_PER_POINT));
    channels = IntStream.range(0, CONNECTIONS).mapToObj(i -> connect()).toList();
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress(SoakServer.HOST, server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    for (ManagedChannel channel : channels) {
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
    await(clock.close());
    server.close();
  }

  /** A client's side of a chat. */
  private static final class Chat extends ClientCall.Listener<RouteNote> {

    private final ClientCall<RouteNote, RouteNote> call;
    private final AtomicInteger answers = new AtomicInteger();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    Chat(ManagedChannel channel) {
      call = channel.newCall(ROUTE_CHAT, CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(Integer.MAX_VALUE);
    }

    synchronized void send(int point) {
      if (!end.isDone()) {
        Point location = Point.newBuilder().setLatitude(point).build();
        call.sendMessage(RouteNote.newBuilder().setLocation(location).setMessage("hello").build());
      }
    }

    synchronized void halfClose() {
      call.halfClose();
    }

    synchronized void cancel() {
      end.complete(Status.CANCELLED);
      call.cancel("that is enough", null);
    }

    @Override
    public void onMessage(RouteNote note) {
      answers.incrementAndGet();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }
  }

  @Test
  void leaveNothingBehind() throws Exception {
    try (LogWatch log = LogWatch.open()) {
      for (ManagedChannel channel : channels) {
        assertThat(notesAt(channel, 0)).isLessThanOrEqualTo(CONNECTIONS);
      }
      await().until(() -> server.callsUnderWay() == 0);
      Memory before = Memory.now();

      List<Chat> chats = new ArrayList<>();
      for (int i = 0; i < CHATS; i++) {
        Chat chat = new Chat(channels.get(i % CONNECTIONS));
        chat.send(random.nextInt(POINTS));
        chats.add(chat);
      }
      await().until(() -> server.callsUnderWay() == CHATS);

      List<Future<Void>> cancels = chats.stream().map(this::talkAndCancel).toList();
      at(() -> channels.get(0).shutdownNow());
      at(() -> channels.get(1).shutdownNow());
      await(Future.all(cancels));

      await().atMost(Duration.ofSeconds(15)).until(() -> server.callsUnderWay() == 0);
      chats.clear();
      before.hasNotGrown();
      int kept = 0;
      for (int point = 0; point < POINTS; point++) {
        int notes = notesAt(channels.get(2 + point % (CONNECTIONS - 2)), point);
        assertThat(notes).isLessThanOrEqualTo(NOTES_PER_POINT);
        kept += notes;
      }
      assertThat(kept).isBetween(NOTES / 2, NOTES);
      log.isEmpty();
    }
  }

  @Test
  void goOnWhenTheOthersOfTheirConnectionAreCancelled() throws Exception {
    try (LogWatch log = LogWatch.open()) {
      ManagedChannel channel = channels.get(0);
      Chat last = new Chat(channel);
      last.send(0);
      List<Chat> others = Stream.generate(() -> new Chat(channel)).limit(CHATS - 1).toList();
      others.forEach(chat -> chat.send(1));
      await().until(() -> server.callsUnderWay() == CHATS);

      others.forEach(Chat::cancel);

      await().until(() -> server.callsUnderWay() == 1);
      last.send(0);
      last.halfClose();
      assertThat(last.end.get(10, TimeUnit.SECONDS).isOk()).isTrue();
      assertThat(last.answers).hasValue(1);
      log.isEmpty();
    }
  }

  /** Sends notes at random times, and cancels at another. */
  private Future<Void> talkAndCancel(Chat chat) {
    for (int i = 0; i < 3; i++) {
      at(() -> chat.send(random.nextInt(POINTS)));
    }
    return at(chat::cancel);
  }

  private Future<Void> at(Runnable action) {
    return clock
        .timer(1 + random.nextInt(MILLIS), TimeUnit.MILLISECONDS)
        .onSuccess(v -> action.run())
        .mapEmpty();
  }

  /** How many notes there are at a point; leaves another one there. */
  private static int notesAt(ManagedChannel channel, int point) throws Exception {
    Chat chat = new Chat(channel);
    chat.send(point);
    chat.halfClose();
    assertThat(chat.end.get(10, TimeUnit.SECONDS).isOk()).isTrue();
    return chat.answers.get();
  }
}
