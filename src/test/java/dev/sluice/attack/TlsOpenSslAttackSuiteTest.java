package dev.sluice.attack;

/** TLS by OpenSsl. */
final class TlsOpenSslAttackSuiteTest extends TlsAttackSuite {

  TlsOpenSslAttackSuiteTest() {
    super("openssl");
  }
}
