package dev.sluice.config;

/** The threads that a service's methods run on. */
public enum Threads {
  /** The event loop of the call's connection: for code that does not block. */
  EVENT_LOOP,
  /** A pool of threads that all services share: for code that blocks. */
  WORKER,
  /** A virtual thread for each call: for code that blocks, on Java 21 and newer. */
  VIRTUAL,
  /** {@link #VIRTUAL} where there are virtual threads, else {@link #WORKER}. */
  AUTO
}
