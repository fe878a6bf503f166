package dev.sluice.config;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The server's configuration.
 *
 * @param host the address to listen on; {@code 0.0.0.0} unless told
 * @param port the TCP port to listen on, 0 for any that is free; 8080 unless told
 * @param reusePort whether other processes may listen on the same port at the same time
 * @param tls TLS on the port
 * @param http the HTTP connections
 * @param limits what clients may take of the server together
 * @param deadlines how long calls may take; of several rules for a method, the first counts
 * @param execution on which threads methods run; of several rules for a method, the first counts
 * @param workers the threads for services that block
 * @param grpc the gRPC and gRPC-Web door
 * @param rest the REST door
 * @param logging the log of the server process
 * @param drain how the server stops
 * @param metrics the metrics
 * @param validation the rules of requests
 * @param admin where health and metrics are served
 * @param security who may call
 * @param services the services, by the name of their provider
 */
public record SluiceConfig(
    String host,
    int port,
    boolean reusePort,
    TlsConfig tls,
    HttpConfig http,
    LimitsConfig limits,
    List<DeadlineRule> deadlines,
    List<ExecutionRule> execution,
    WorkersConfig workers,
    GrpcConfig grpc,
    RestConfig rest,
    LoggingConfig logging,
    DrainConfig drain,
    MetricsConfig metrics,
    ValidationConfig validation,
    AdminConfig admin,
    SecurityConfig security,
    Map<String, ServiceConfig> services) {

  /** Copies list and map. */
  public SluiceConfig {
    deadlines = List.copyOf(deadlines);
    execution = List.copyOf(execution);
    services = Map.copyOf(services);
  }

  /**
   * Reads a configuration.
   *
   * @param json the conf; an empty object gives the defaults
   * @return the configuration
   * @throws ConfigException with every fault of the conf
   */
  public static SluiceConfig parse(JsonObject json) {
    return ConfReader.read(
        json,
        "",
        conf ->
            new SluiceConfig(
                conf.string("host", "0.0.0.0"),
                conf.integer("port", 8080, 0, 65_535),
                conf.bool("reusePort", false),
                conf.object("tls", TlsConfig::read),
                conf.object("http", HttpConfig::read),
                conf.object("limits", LimitsConfig::read),
                conf.list("deadlines", DeadlineRule::read),
                conf.list("execution", ExecutionRule::read),
                conf.object("workers", WorkersConfig::read),
                conf.object("grpc", GrpcConfig::read),
                conf.object("rest", RestConfig::read),
                conf.object("logging", LoggingConfig::read),
                conf.object("drain", DrainConfig::read),
                conf.object("metrics", MetricsConfig::read),
                conf.object("validation", ValidationConfig::read),
                conf.object("admin", AdminConfig::read),
                conf.object("security", SecurityConfig::read),
                conf.objects("services", ServiceConfig::read)));
  }

  /**
   * The configuration of one service.
   *
   * @param name the name of the service's provider
   * @return what the conf says of it, or the defaults
   */
  public ServiceConfig service(String name) {
    return services.getOrDefault(name, ServiceConfig.DEFAULT);
  }
}
