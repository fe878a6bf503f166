package dev.sluice.config;

/**
 * The threads for services that block: {@code workers}.
 *
 * @param size how many threads there are, for all instances together
 * @param maxQueue how many calls may wait for one; more are refused for now
 * @param interrupt whether a thread is interrupted when the call that it works on has ended, by its
 *     deadline or by the client
 */
public record WorkersConfig(int size, int maxQueue, boolean interrupt) {

  static WorkersConfig read(ConfReader conf) {
    return new WorkersConfig(
        conf.integer("size", 20, 1, 10_000),
        conf.integer("maxQueue", 1_000, 0, 1_000_000),
        conf.bool("interrupt", true));
  }
}
