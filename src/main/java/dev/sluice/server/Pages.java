package dev.sluice.server;

import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.rest.RestDoor;
import dev.sluice.service.health.ServingStates;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of itself over HTTP: its contract, Swagger UI, health and metrics.
 *
 * <ul>
 *   <li>{@code /}: the page for people;
 *   <li>{@code /openapi.yaml}, {@code /openapi.json}: the contract;
 *   <li>{@code /swagger-ui/}: Swagger UI on it, all files served from here;
 *   <li>{@code /healthz}: 200 while the process lives;
 *   <li>{@code /readyz}: 200 while the server takes calls, else 503;
 *   <li>{@code /metrics}: the metrics, in the Prometheus text format.
 * </ul>
 *
 * The last three may be on a port of their own.
 */
final class Pages {

  private static final String SWAGGER_UI = "/swagger-ui/";
  private static final String JSON = "application/json";
  private static final List<String> METHODS = List.of("GET", "HEAD");

  private Pages() {}

  /**
   * Makes the pages; {@code door} answers for those that there are not.
   *
   * @param console the page at {@code /}, or null for none
   */
  static Handler<HttpServerRequest> of(
      Vertx vertx,
      SluiceConfig config,
      Contract contract,
      ServingStates states,
      RestDoor door,
      @Nullable ConsolePages console) {
    Router router = Router.router(vertx);
    Buffer yaml = Buffer.buffer(contract.yaml());
    Buffer json = contract.document().toBuffer();
    get(router, "/openapi.yaml", page -> send(page, "application/yaml", yaml));
    get(router, "/openapi.json", page -> send(page, JSON, json));
    if (console != null) {
      for (String path : console.paths()) {
        get(
            router,
            path,
            page ->
                console
                    .page(path)
                    .onComplete(
                        file -> file.send(page.request()),
                        e -> door.refuse(page.request(), 500, "internal error")));
      }
    }
    if (config.rest().swaggerUi()) {
      swaggerUi(router);
    }
    if (config.admin().port() == null) {
      admin(router, vertx, config, states);
    }
    return finish(router, door);
  }

  /** Makes the pages of a port of their own: health and metrics. */
  static Handler<HttpServerRequest> ofAdmin(
      Vertx vertx, SluiceConfig config, ServingStates states, RestDoor door) {
    Router router = Router.router(vertx);
    admin(router, vertx, config, states);
    return finish(router, door);
  }

  private static void admin(Router router, Vertx vertx, SluiceConfig config, ServingStates states) {
    get(router, "/healthz", page -> send(page, "text/plain", Buffer.buffer("ok\n")));
    get(router, "/readyz", page -> ready(page, states.get("") == ServingStatus.SERVING));
    if (config.metrics().enabled()) {
      get(router, "/metrics", page -> metrics(page, SharedMetrics.of(vertx)));
    }
  }

  private static Handler<HttpServerRequest> finish(Router router, RestDoor door) {
    router.errorHandler(405, page -> door.answerOtherMethod(page.request(), METHODS));
    router.route().last().handler(page -> door.notFound(page.request()));
    // The router takes none but absolute paths, and logs an error for each other one.
    return request -> {
      String path = request.path();
      if (request.authority() == null && request.version() == HttpVersion.HTTP_2) {
        door.refuse(request, 400, ":authority (expected: one, or a host header)");
      } else if (path != null && path.startsWith("/")) {
        router.handle(request);
      } else {
        door.notFound(request);
      }
    };
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    METHODS.forEach(method -> router.route(HttpMethod.valueOf(method), path).handler(handler));
    router.route(path).handler(Pages::refuseOtherMethod);
  }

  private static void refuseOtherMethod(RoutingContext page) {
    if (METHODS.contains(page.request().method().name())) {
      page.next();
    } else {
      page.fail(405);
    }
  }

  private static void ready(RoutingContext page, boolean ready) {
    page.response().setStatusCode(ready ? 200 : 503);
    send(page, "text/plain", Buffer.buffer(ready ? "ready\n" : "not ready\n"));
  }

  private static void metrics(RoutingContext page, SharedMetrics metrics) {
    send(page, "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(metrics.scrape()));
  }

  private static void swaggerUi(Router router) {
    Buffer initializer = Buffer.buffer(resource("swagger-initializer.js"));
    get(router, "/swagger-ui", Pages::addSlash);
    get(
        router,
        SWAGGER_UI + "swagger-initializer.js",
        page -> send(page, "text/javascript; charset=utf-8", initializer));
    get(
        router,
        SWAGGER_UI + "*",
        StaticHandler.create("META-INF/resources/webjars/swagger-ui/" + webjarVersion("swagger-ui"))
            .setEnableRangeSupport(false));
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
    HttpServerResponse response =
        page.response()
            .putHeader(HttpHeaders.CONTENT_TYPE, type)
            .putHeader("x-content-type-options", "nosniff");
    if (page.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
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

  static byte[] resource(String name) {
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
