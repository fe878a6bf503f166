package dev.sluice.interop;

import static dev.sluice.Waiting.await;

import dev.sluice.MetricsPage;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The server with all its services, deployed for the tests of one class on a port of its own. */
final class RunningServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {

  static final String HOST = "127.0.0.1";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Vertx vertx;
  private ServerVerticle verticle;
  private String deployment;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    close();
  }

  RunningServer start() throws Exception {
    vertx = Vertx.vertx();
    verticle = new ServerVerticle();
    JsonObject conf =
        new JsonObject()
            .put("host", HOST)
            .put("port", 0)
            .put("drain", new JsonObject().put("timeoutSeconds", 5));
    deployment = await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
    return this;
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }

  /** Starts to stop the server, which waits for the calls that are open. */
  Future<Void> undeploy() {
    return vertx.undeploy(deployment);
  }

  Vertx vertx() {
    return vertx;
  }

  int port() {
    return verticle.actualPort();
  }

  /** Host and port in one, as command lines take them. */
  String target() {
    return HOST + ":" + port();
  }

  SocketAddress address() {
    return SocketAddress.inetSocketAddress(port(), HOST);
  }

  URI uri(String path) {
    return URI.create("http://" + target() + path);
  }

  HttpClient http() {
    return http;
  }

  /** How many calls of a method the server counts as under way. */
  int callsUnderWay(String service, String method) throws IOException, InterruptedException {
    return (int)
        MetricsPage.at(port())
            .sum("rpc_server_active", Map.of("method", method, "service", service));
  }
}
