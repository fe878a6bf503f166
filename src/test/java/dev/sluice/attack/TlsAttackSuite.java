package dev.sluice.attack;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to a port with TLS, where clients have to show a certificate. */
abstract class TlsAttackSuite extends AttackSuite {

  @TempDir static Path folder;

  private final String engine;
  private TlsIdentities identities;

  TlsAttackSuite(String engine) {
    this.engine = engine;
  }

  private TlsIdentities identities() {
    if (identities == null) {
      identities = TlsIdentities.make(folder);
    }
    return identities;
  }

  @Override
  AttackServer open() throws Exception {
    JsonObject tls =
        new JsonObject()
            .put("engine", engine)
            .put("clientAuth", "require")
            .put("ca", folder.resolve("ca.pem").toString())
            .put("handshakeTimeoutSeconds", 5);
    return new AttackServer(identities().certificates().conf(tls));
  }

  @Override
  Socket connect(int port) throws IOException {
    return identities()
        .client("client.pem", "client.key")
        .getSocketFactory()
        .createSocket("localhost", port);
  }

  @Override
  Stream<Attack> attacks() {
    return TlsAttacks.all(identities(), engine).stream();
  }
}
