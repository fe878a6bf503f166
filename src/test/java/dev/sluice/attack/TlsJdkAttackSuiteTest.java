package dev.sluice.attack;

/** TLS by Jdk. */
final class TlsJdkAttackSuiteTest extends TlsAttackSuite {

  TlsJdkAttackSuiteTest() {
    super("jdk");
  }
}
