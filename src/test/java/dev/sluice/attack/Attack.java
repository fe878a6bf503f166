package dev.sluice.attack;

/**
 * Something bad that a client sends, and what it has to get for it.
 *
 * @param name what it is
 * @param cve the published attack that it is a case of, or an empty text
 * @param exchange sends it, and tells what came back
 * @param answer what has to come back, as {@code exchange} tells it
 */
record Attack(String name, String cve, Exchange exchange, String answer) {

  /** Sends something to a port. */
  @FunctionalInterface
  interface Exchange {
    String run(int port) throws Exception;
  }

  @Override
  public String toString() {
    return cve.isEmpty() ? name : name + " (" + cve + ")";
  }
}
