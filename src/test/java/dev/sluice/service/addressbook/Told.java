package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.await;

import dev.sluice.proto.addressbook.v1.PersonChange;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a watcher was told. */
final class Told {

  final BlockingQueue<PersonChange> changes = new LinkedBlockingQueue<>();
  final BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();

  PersonStore.Watch watch(PersonStore store) throws Exception {
    return await(store.watch(changes::add, ends::add));
  }

  /** Waits for the next change; null if none comes. */
  PersonChange next() throws InterruptedException {
    return changes.poll(StoreCalls.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for the end; null if it does not come. */
  Throwable end() throws InterruptedException {
    return ends.poll(StoreCalls.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
