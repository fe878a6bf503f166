package dev.sluice.server;

import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.service.health.ServingStates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What the server says of itself over HTTP: its contract, Swagger UI, health and metrics.
 *
 * <ul>
 *   <li>{@code /openapi.yaml}, {@code /openapi.json}: the contract;
 *   <li>{@code /swagger-ui/}: Swagger UI on it, all files served from here;
 *   <li>{@code /healthz}: 200 while the process lives;
 *   <li>{@code /readyz}: 200 while the server takes calls, else 503;
 *   <li>{@code /metrics}: the metrics, in the Prometheus text format.
 * </ul>
 */
final class Pages {

  private static final String SWAGGER_UI = "/swagger-ui/";
  private static final String JSON = "application/json";

  private Pages() {}

  /** Makes the router; paths that it does not know it leaves to the last route of the caller. */
  static Router router(Vertx vertx, SluiceConfig config, Contract contract, ServingStates states) {
    Router router = Router.router(vertx);
    Buffer yaml = Buffer.buffer(contract.yaml());
    Buffer json = contract.document().toBuffer();
    router.get("/openapi.yaml").handler(page -> send(page, "application/yaml", yaml));
    router.get("/openapi.json").handler(page -> send(page, JSON, json));
    if (config.rest().swaggerUi()) {
      swaggerUi(router);
    }
    router.get("/healthz").handler(page -> send(page, "text/plain", Buffer.buffer("ok\n")));
    router
        .get("/readyz")
        .handler(
            page -> {
              boolean ready = states.get("") == ServingStatus.SERVING;
              page.response().setStatusCode(ready ? 200 : 503);
              send(page, "text/plain", Buffer.buffer(ready ? "ready\n" : "not ready\n"));
            });
    if (config.metrics().enabled()) {
      router
          .get("/metrics")
          .handler(
              page ->
                  send(
                      page,
                      "text/plain; version=0.0.4; charset=utf-8",
                      Buffer.buffer(SharedMetrics.of(vertx).scrape())));
    }
    return router;
  }

  private static void swaggerUi(Router router) {
    Buffer initializer = Buffer.buffer(resource("swagger-initializer.js"));
    router.get("/swagger-ui").handler(Pages::addSlash);
    router
        .get(SWAGGER_UI + "swagger-initializer.js")
        .handler(page -> send(page, "text/javascript; charset=utf-8", initializer));
    router
        .route(SWAGGER_UI + "*")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            StaticHandler.create(
                "META-INF/resources/webjars/swagger-ui/" + webjarVersion("swagger-ui")));
  }

  /** The router takes a path with and without a slash at its end alike; relative links do not. */
  private static void addSlash(RoutingContext page) {
    if (page.request().path().equals(SWAGGER_UI)) {
      page.next();
    } else {
      page.response().setStatusCode(308).putHeader(HttpHeaders.LOCATION, SWAGGER_UI).end();
    }
  }

  private static void send(RoutingContext page, String type, Buffer body) {
    page.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader("x-content-type-options", "nosniff")
        .end(body);
  }

  private static String webjarVersion(String name) {
    Properties versions = new Properties();
    try (InputStream in = Pages.class.getResourceAsStream("webjars.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions.getProperty(name);
  }

  private static byte[] resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
