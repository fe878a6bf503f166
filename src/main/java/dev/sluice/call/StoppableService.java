package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.grpc.server.Service;

/** A service that is told when its verticle stops. Both methods run on the verticle's context. */
public interface StoppableService extends Service {

  /**
   * Ends the calls that would not end by themselves; the others have some time yet. It may be
   * called when no call is open, and more than once.
   */
  void drain();

  /**
   * Releases what the service holds, when no call is open any more.
   *
   * @return completed when all is released; the verticle waits for it
   */
  Future<Void> close();
}
