package dev.sluice.attack;

import dev.sluice.call.ServiceProvider;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server with the services that ship and more, on a port of its own, for as long as a test takes.
 */
public final class AttackServer implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final ServerVerticle verticle;
  private final String id;

  /** Starts a server with a conf, to which host and port are added, and further services. */
  public AttackServer(JsonObject conf, ServiceProvider... services) throws Exception {
    verticle = new ServerVerticle(List.of(services));
    JsonObject whole = conf.copy().put("port", 0).put("host", "127.0.0.1");
    id = get(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(whole)));
  }

  /** Starts a server with a conf, written with apostrophes for quotation marks. */
  public AttackServer(String conf) throws Exception {
    this(new JsonObject(conf.replace('\'', '"')));
  }

  /** The port that it listens on. */
  public int port() {
    return verticle.actualPort();
  }

  /** Stops the server, as a signal does. */
  public void stop() throws Exception {
    get(vertx.undeploy(id));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    get(vertx.close());
  }
}
