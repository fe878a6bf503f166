package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The watches of one event loop's clients, to be ended when the server stops. */
final class PersonWatches {

  private final PersonStore store;
  private final Set<PersonWatch> open = new HashSet<>();
  private boolean drained;

  PersonWatches(PersonStore store) {
    this.store = store;
  }

  /** Begins a watch, on the call's context. */
  void start(WriteStream<PersonChange> response) {
    if (drained) {
      AddressBookServiceImpl.fail(response, stopping());
      return;
    }
    PersonWatch watch = new PersonWatch(response, open::remove);
    open.add(watch);
    watch.start(store);
  }

  /** Ends all watches, and those that are yet to come. */
  void drain() {
    drained = true;
    List.copyOf(open).forEach(watch -> watch.fail(stopping()));
  }

  private static StatusException stopping() {
    return new StatusException(
        GrpcStatus.UNAVAILABLE, "the server is stopping; list the people, and watch again");
  }
}
