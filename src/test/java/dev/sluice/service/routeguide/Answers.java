package dev.sluice.service.routeguide;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a call has been answered with so far; asks for no answers by itself. */
final class Answers<T> extends ClientCall.Listener<T> {

  private final List<T> messages = new ArrayList<>();
  private final CompletableFuture<Status> status = new CompletableFuture<>();

  /** Starts a call, sends all requests and the end, and takes all that is answered. */
  @SafeVarargs
  static <Q, T> Answers<T> of(ClientCall<Q, T> call, Q... requests) {
    Answers<T> answers = new Answers<>();
    call.start(answers, new Metadata());
    call.request(Integer.MAX_VALUE);
    for (Q request : requests) {
      call.sendMessage(request);
    }
    call.halfClose();
    return answers;
  }

  @Override
  public synchronized void onMessage(T message) {
    messages.add(message);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    this.status.complete(status);
  }

  synchronized List<T> soFar() {
    return List.copyOf(messages);
  }

  /** Waits for the end of the call. */
  Status status() throws Exception {
    return status.get(15, TimeUnit.SECONDS);
  }

  /** Waits for the end of the call, which has to be a good one. */
  List<T> all() throws Exception {
    Status end = status();
    if (!end.isOk()) {
      throw new AssertionError(end.toString());
    }
    return soFar();
  }
}
