package dev.sluice.server;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.ConfiguredOperations;
import dev.sluice.openapi.Contract;
import dev.sluice.openapi.ContractOperation;
import dev.sluice.openapi.ServiceCatalog;
import dev.sluice.rest.OwnPaths;
import dev.sluice.security.Security;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page for people at {@code /}: the services, and a console that calls their methods.
 *
 * <p>It is static, and reads {@value #SERVICES}, which is made when it is first asked for. That
 * tells of what the contract does, which anybody may read, and of all else where anybody may ask
 * reflection for it. Belongs to one event loop.
 */
final class ConsolePages {

  private static final Logger LOG = LoggerFactory.getLogger(ConsolePages.class);

  /** Where the page is. */
  static final String PAGE = "/";

  private static final String SERVICES = "/console/services.json";
  private static final String REFLECTION = "grpc.reflection.v1.ServerReflection";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final List<String> SCRIPTS =
      List.of(
          "main",
          "dom",
          "json",
          "schema",
          "fields",
          "request",
          "transport",
          "copy",
          "call",
          "options",
          "result",
          "log");

  private final Vertx vertx;
  private final SluiceConfig config;
  private final Contract contract;
  private final MethodRegistry registry;
  private final boolean tellsAll;
  private final Map<String, StaticPage> files = new LinkedHashMap<>();
  private @Nullable Future<StaticPage> services;

  ConsolePages(
      Vertx vertx,
      SluiceConfig config,
      Contract contract,
      MethodRegistry registry,
      Security security) {
    this.vertx = vertx;
    this.config = config;
    this.contract = contract;
    this.registry = registry;
    this.tellsAll =
        registry.methods().stream()
            .anyMatch(
                method ->
                    method.descriptor().getService().getFullName().equals(REFLECTION)
                        && security.isOpen(method.fullName()));
    files.put(PAGE, file("index.html", "text/html; charset=utf-8"));
    files.put("/console/style.css", file("style.css", "text/css; charset=utf-8"));
    for (String name : SCRIPTS) {
      files.put("/console/" + name + ".js", file(name + ".js", SCRIPT));
    }
  }

  private static StaticPage file(String name, String type) {
    return StaticPage.of(type, Buffer.buffer(Pages.resource("console/" + name)));
  }

  /** Whether methods can be called by their own paths, as {@link OwnPaths} serves them. */
  static boolean servesOwnPaths(SluiceConfig config) {
    return config.rest().page() && config.grpc().webEnabled();
  }

  /** The paths of the page and all that belongs to it. */
  Set<String> paths() {
    Set<String> paths = files.keySet().stream().collect(Collectors.toSet());
    paths.add(SERVICES);
    return paths;
  }

  /** What is at one of the paths; failed, and logged, if it cannot be made. */
  Future<StaticPage> page(String path) {
    StaticPage file = files.get(path);
    if (file != null) {
      return Future.succeededFuture(file);
    }
    Future<StaticPage> made = services;
    if (made == null) {
      made = vertx.executeBlocking(this::describe, false);
      services = made;
      made.onFailure(
          e -> {
            LOG.error("{} could not be made", path, e);
            services = null;
          });
    }
    return made;
  }

  private StaticPage describe() {
    Set<String> documented =
        contract.operations().stream()
            .map(ContractOperation::grpcMethod)
            .collect(Collectors.toSet());
    Predicate<MethodDescriptor> listed =
        method ->
            tellsAll
                || documented.contains(method.getService().getFullName() + "/" + method.getName());
    Contract ownPaths =
        ConfiguredOperations.ofOwnPaths(
            config.rest(),
            contract,
            registry.methods().stream().map(RegisteredMethod::descriptor).toList());
    JsonObject catalog =
        ServiceCatalog.of(
            contract,
            ownPaths,
            registry.services().stream().map(Service::descriptor).toList(),
            listed);
    String version = ConsolePages.class.getPackage().getImplementationVersion();
    JsonObject info = contract.document().getValue("info") instanceof JsonObject o ? o : null;
    JsonObject server =
        new JsonObject()
            .put("name", "Sluice")
            .put("version", version)
            .put("title", info == null ? null : info.getValue("title"))
            .put("reflection", config.grpc().reflection())
            .put("complete", tellsAll)
            .put("ownPaths", servesOwnPaths(config))
            .put("pathSeparator", config.rest().transcoding().repeatedPathSeparator().text())
            .put("swaggerUi", config.rest().swaggerUi())
            .put("health", config.admin().port() == null)
            .put("metrics", config.admin().port() == null && config.metrics().enabled());
    return StaticPage.of(
        "application/json", new JsonObject().put("server", server).mergeIn(catalog).toBuffer());
  }
}
