package dev.sluice.config;

/**
 * On which threads some methods run: an element of {@code execution}.
 *
 * @param method which methods; of several rules for a method, the first counts
 * @param threads the threads
 */
public record ExecutionRule(MethodPattern method, Threads threads) {

  static ExecutionRule read(ConfReader conf) {
    MethodPattern method = MethodPattern.read(conf, "method");
    if (!conf.has("threads")) {
      conf.reject("threads", "one of eventLoop, worker, virtual, auto");
    }
    return new ExecutionRule(method, conf.oneOf("threads", Threads.EVENT_LOOP));
  }
}
