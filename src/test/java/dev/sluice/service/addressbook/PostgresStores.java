package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.await;

import dev.sluice.config.ConfReader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A schema for one test, and stores in it as if each were in a process of its own. */
final class PostgresStores implements AfterEachCallback {

  final PostgresServer server = PostgresServer.get();
  final String schema = PostgresServer.newSchema();
  private final List<Vertx> processes = new ArrayList<>();

  /** How the stores are configured. */
  JsonObject conf() {
    return server.conf(schema);
  }

  static PostgresOptions options(JsonObject conf) {
    return ConfReader.read(conf, "", PostgresOptions::read);
  }

  /** A Vert.x instance, closed with the test. */
  Vertx process() {
    Vertx vertx = Vertx.vertx();
    processes.add(vertx);
    return vertx;
  }

  /** Opens a store in a process of its own. */
  PersonStore open(JsonObject conf) throws Exception {
    return await(PostgresPersonStore.open(process(), options(conf), InstantSource.system()));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (Vertx vertx : processes) {
      await(vertx.close());
    }
    server.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
  }
}
