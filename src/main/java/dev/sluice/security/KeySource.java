package dev.sluice.security;

import io.vertx.core.Future;

/** Where the keys of an issuer come from. Belongs to its verticle's event loop. */
interface KeySource extends AutoCloseable {

  /**
   * The keys as they are known now; another object means that they have changed.
   *
   * @throws io.vertx.grpc.server.StatusException UNAVAILABLE if they are too old to go by
   */
  KeySet keys();

  /**
   * The keys, asked for anew if that may be done now, because a token is signed with none of them.
   */
  Future<KeySet> refreshed();

  @Override
  void close();

  /** Keys that never change. */
  static KeySource fixed(KeySet keys) {
    return new KeySource() {
      @Override
      public KeySet keys() {
        return keys;
      }

      @Override
      public Future<KeySet> refreshed() {
        return Future.succeededFuture(keys);
      }

      @Override
      public void close() {}
    };
  }
}
