package dev.sluice.call;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streaming methods in the form that returns a future. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class FutureFormsTest {

  private final StatusException aborted = new StatusException(GrpcStatus.ABORTED, "told to");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  /** The two ways to make a service of an implementation. */
  enum Binding {
    OF,
    EXTENDS;

    /** A service whose two methods with streams of responses both answer with a stream. */
    Service service(Supplier<Future<ReadStream<Everything>>> answer) {
      return switch (this) {
        case OF ->
            EverythingServiceGrpcService.of(
                new EverythingServiceService() {
                  @Override
                  public Future<ReadStream<Everything>> split(Everything request) {
                    return answer.get();
                  }

                  @Override
                  public Future<ReadStream<Everything>> chat(ReadStream<Everything> request) {
                    return answer.get();
                  }
                });
        case EXTENDS ->
            new EverythingServiceGrpcService() {
              @Override
              public Future<ReadStream<Everything>> split(Everything request) {
                return answer.get();
              }

              @Override
              public Future<ReadStream<Everything>> chat(ReadStream<Everything> request) {
                return answer.get();
              }
            };
      };
    }
  }

  /** So many messages, numbered from 0, and then the end or a failure. */
  private static final class Source implements ReadStream<Everything> {

    private final int count;
    private final Throwable failure;
    private int next;
    private long demand = Long.MAX_VALUE;
    private boolean over;
    private Handler<Everything> handler;
    private Handler<Void> endHandler;
    private Handler<Throwable> exceptionHandler;

    Source(int count, Throwable failure) {
      this.count = count;
      this.failure = failure;
    }

    @Override
    public Source fetch(long amount) {
      demand = amount;
      while (demand > 0 && handler != null && next < count) {
        demand--;
        handler.handle(Everything.newBuilder().setAnInt32(next++).build());
      }
      if (demand > 0 && next == count && !over) {
        over = true;
        if (failure != null) {
          exceptionHandler.handle(failure);
        } else {
          endHandler.handle(null);
        }
      }
      return this;
    }

    @Override
    public Source pause() {
      demand = 0;
      return this;
    }

    @Override
    public Source resume() {
      return fetch(Long.MAX_VALUE);
    }

    @Override
    public Source handler(Handler<Everything> handler) {
      this.handler = handler;
      return this;
    }

    @Override
    public Source endHandler(Handler<Void> handler) {
      endHandler = handler;
      return this;
    }

    @Override
    public Source exceptionHandler(Handler<Throwable> handler) {
      exceptionHandler = handler;
      return this;
    }
  }

  /** What a call was answered with. */
  private record Outcome(List<Integer> numbers, CallStatus status) {

    static Outcome of(CallStatus status, Integer... numbers) {
      return new Outcome(List.of(numbers), status);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerWithTheirStream(Binding binding) throws Exception {
    Service service = binding.service(() -> Future.succeededFuture(new Source(3, null)));

    assertThat(call(service, "Split")).isEqualTo(Outcome.of(CallStatus.OK, 0, 1, 2));
    assertThat(call(service, "Chat")).isEqualTo(Outcome.of(CallStatus.OK, 0, 1, 2));
  }

  @ParameterizedTest
  @EnumSource
  void failWithTheStatusOfTheirFuture(Binding binding) throws Exception {
    Service service = binding.service(() -> Future.failedFuture(aborted));

    assertThat(call(service, "Split")).isEqualTo(Outcome.of(CallStatus.of(aborted)));
    assertThat(call(service, "Chat")).isEqualTo(Outcome.of(CallStatus.of(aborted)));
  }

  @ParameterizedTest
  @EnumSource
  void failWithTheStatusThatTheyThrow(Binding binding) throws Exception {
    Service service =
        binding.service(
            () -> {
              throw aborted;
            });

    assertThat(call(service, "Split")).isEqualTo(Outcome.of(CallStatus.of(aborted)));
    assertThat(call(service, "Chat")).isEqualTo(Outcome.of(CallStatus.of(aborted)));
  }

  @ParameterizedTest
  @EnumSource
  void failWithTheStatusOfTheirStreamAfterItsMessages(Binding binding) throws Exception {
    Service service = binding.service(() -> Future.succeededFuture(new Source(2, aborted)));

    assertThat(call(service, "Split")).isEqualTo(Outcome.of(CallStatus.of(aborted), 0, 1));
    assertThat(call(service, "Chat")).isEqualTo(Outcome.of(CallStatus.of(aborted), 0, 1));
  }

  @Test
  void giveWayToTheFormWithAWriteStream() throws Exception {
    EverythingServiceService both =
        new EverythingServiceService() {
          @Override
          public Future<ReadStream<Everything>> split(Everything request) {
            return Future.failedFuture(aborted);
          }

          @Override
          protected void split(Everything request, WriteStream<Everything> response) {
            response.end(Everything.newBuilder().setAnInt32(7).build());
          }
        };

    assertThat(call(EverythingServiceGrpcService.of(both), "Split"))
        .isEqualTo(Outcome.of(CallStatus.OK, 7));
  }

  /** Has the form with a write stream, for others to extend. */
  private static class Parent extends EverythingServiceService {
    @Override
    protected void split(Everything request, WriteStream<Everything> response) {
      response.end();
    }
  }

  @Test
  void overrideAFormWithAWriteStreamThatIsInherited() throws Exception {
    EverythingServiceService child =
        new Parent() {
          @Override
          public Future<ReadStream<Everything>> split(Everything request) {
            return Future.succeededFuture(new Source(1, null));
          }
        };

    assertThat(call(EverythingServiceGrpcService.of(child), "Split"))
        .isEqualTo(Outcome.of(CallStatus.OK, 0));
  }

  @ParameterizedTest
  @EnumSource
  void letGoOfTheirStreamWhenTheCallIsCancelledWhileItIsHeldUp(Binding binding) throws Exception {
    Source source = new Source(1_000, null);
    Service service = binding.service(() -> Future.succeededFuture(source));
    Context context = vertx.getOrCreateContext();

    int sent =
        await(
            Future.future(
                done ->
                    context.runOnContext(
                        v -> {
                          InProcessCall<Everything, Everything> call = start(service, "Split");
                          int written = source.next;
                          call.cancel();
                          done.complete(written);
                        })));

    assertThat(sent).isEqualTo(InProcessCall.CAPACITY);
    Handler<Everything> handler =
        await(Future.future(done -> context.runOnContext(v -> done.complete(source.handler))));
    assertThat(handler).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void letGoOfAStreamThatComesAfterTheCallIsCancelled(Binding binding) throws Exception {
    Source source = new Source(Integer.MAX_VALUE, null);
    Promise<ReadStream<Everything>> late = Promise.promise();
    Service service = binding.service(late::future);

    Handler<Everything> handler =
        await(
            Future.future(
                done ->
                    vertx.runOnContext(
                        v -> {
                          start(service, "Chat").cancel();
                          late.complete(source);
                          done.complete(source.handler);
                        })));

    assertThat(handler).isNull();
  }

  private Outcome call(Service service, String method) throws Exception {
    return await(
        Future.future(
            outcome ->
                vertx.runOnContext(
                    v -> {
                      List<Integer> numbers = new ArrayList<>();
                      InProcessCall<Everything, Everything> call = start(service, method);
                      call.responses().handler(message -> numbers.add(message.getAnInt32()));
                      Handler<Object> onEnd =
                          end ->
                              call.status().map(s -> new Outcome(numbers, s)).onComplete(outcome);
                      call.responses().exceptionHandler(onEnd::handle);
                      call.responses().endHandler(onEnd::handle);
                    })));
  }

  @SuppressWarnings("unchecked") // the methods of EverythingService that are called here
  private InProcessCall<Everything, Everything> start(Service service, String method) {
    RegisteredMethod<Everything, Everything> registered =
        (RegisteredMethod<Everything, Everything>)
            MethodRegistry.of(List.of(service), List.of())
                .method("sluice.test.v1.EverythingService/" + method);
    InProcessCall<Everything, Everything> call =
        InProcessCall.start(vertx, registered, MultiMap.caseInsensitiveMultiMap(), null);
    call.requests().write(Everything.getDefaultInstance());
    call.requests().end();
    return call;
  }
}
