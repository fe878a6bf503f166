package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.RouteNote;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One chat: a note at a time, the next being taken when the answer to the one before is written.
 *
 * <p>So the chat holds one note and the list of its answers, however much faster the client writes
 * than it reads. The response ends after the request has.
 */
final class NoteChat {

  private final NoteStore notes;
  private final int maxNoteBytes;
  private final ReadStream<RouteNote> request;
  private final WriteStream<RouteNote> response;
  private final ResponseSender<RouteNote> sender;
  private long count;
  private boolean answering;
  private boolean requestEnded;

  NoteChat(
      NoteStore notes,
      int maxNoteBytes,
      ReadStream<RouteNote> request,
      WriteStream<RouteNote> response) {
    this.notes = notes;
    this.maxNoteBytes = maxNoteBytes;
    this.request = request;
    this.response = response;
    this.sender = new ResponseSender<>(response);
  }

  void start() {
    request.endHandler(
        v -> {
          requestEnded = true;
          if (!answering) {
            goOn();
          }
        });
    request.handler(this::take);
    request.pause();
    request.fetch(1);
  }

  private void take(RouteNote note) {
    if (sender.stopped()) {
      return;
    }
    count++;
    List<String> faults = faults(note);
    if (!faults.isEmpty()) {
      fail(RouteGuideImpl.invalid("note " + count, faults));
      return;
    }
    answering = true;
    notes
        .add(note)
        .onSuccess(earlier -> sender.send(earlier.iterator(), this::goOn))
        .onFailure(this::fail);
  }

  private List<String> faults(RouteNote note) {
    List<String> faults = new ArrayList<>(Coordinates.faults("location.", note.getLocation()));
    int size = note.getSerializedSize();
    if (size > maxNoteBytes) {
      faults.add(
          "message: the note has " + size + " bytes (expected: at most " + maxNoteBytes + ")");
    }
    return faults;
  }

  private void goOn() {
    answering = false;
    if (requestEnded) {
      sender.stop();
      response.end();
    } else {
      request.fetch(1);
    }
  }

  private void fail(Throwable failure) {
    sender.stop();
    RouteGuideImpl.fail(response, failure);
  }
}
