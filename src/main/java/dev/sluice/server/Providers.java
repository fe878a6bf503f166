package dev.sluice.server;

import dev.sluice.call.InterceptorProvider;
import dev.sluice.call.ServiceProvider;
import dev.sluice.config.ConfigException;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.TlsClients;
import dev.sluice.rest.RestDoor;
import dev.sluice.security.Security;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The services and interceptors that are on the class path, and their part of the configuration.
 */
final class Providers {

  private final List<ServiceProvider> services;
  private final InterceptorProviders interceptors;

  private Providers(List<ServiceProvider> services, InterceptorProviders interceptors) {
    this.services = services;
    this.interceptors = interceptors;
  }

  /** Finds the providers on the class path. */
  static Providers load() {
    return load(List.of(), List.of());
  }

  /**
   * Finds the providers on the class path.
   *
   * @param services further services, which come first
   * @param interceptors further interceptors, which come first
   */
  static Providers load(List<ServiceProvider> services, List<InterceptorProvider> interceptors) {
    List<ServiceProvider> all = new ArrayList<>(services);
    ServiceLoader.load(ServiceProvider.class).forEach(all::add);
    return new Providers(all, InterceptorProviders.load(interceptors));
  }

  /** The providers of interceptors. */
  InterceptorProviders interceptors() {
    return interceptors;
  }

  /** The providers of the services that the configuration does not switch off. */
  List<ServiceProvider> enabled(SluiceConfig config) {
    return services.stream().filter(p -> config.service(p.name()).enabled()).toList();
  }

  /**
   * Reads a configuration, the options of services and interceptors included.
   *
   * @throws ConfigException with every fault
   */
  SluiceConfig parse(JsonObject conf) {
    List<String> faults = new ArrayList<>();
    SluiceConfig config = null;
    try {
      config = SluiceConfig.parse(conf);
      checkCertificates(config, faults);
      faults.addAll(RestDoor.faults(config.rest()));
    } catch (ConfigException e) {
      faults.addAll(e.faults());
    }
    faults.addAll(Security.faults(conf));
    faults.addAll(interceptors.faults(conf));
    if (conf.getValue("services") instanceof JsonObject named) {
      named.fieldNames().forEach(name -> check(name, named.getValue(name), faults));
    }
    if (config == null || !faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return config;
  }

  /** An authenticator of certificates has nothing to go by where clients are not asked for one. */
  private static void checkCertificates(SluiceConfig config, List<String> faults) {
    boolean asks = config.tls().enabled() && config.tls().clients().auth() != TlsClients.Auth.NONE;
    for (int i = 0; i < config.security().authenticators().size(); i++) {
      if (config.security().authenticators().get(i).type().equals("mtls") && !asks) {
        faults.add(
            "security.authenticators["
                + i
                + "].type: \"mtls\" (expected: with tls.clientAuth request or require)");
      }
    }
  }

  private void check(String name, Object value, List<String> faults) {
    String path = "services." + name;
    List<ServiceProvider> named = services.stream().filter(p -> p.name().equals(name)).toList();
    if (named.isEmpty()) {
      List<String> known = services.stream().map(ServiceProvider::name).sorted().toList();
      faults.add(path + ": unknown service (expected: one of " + String.join(", ", known) + ")");
    } else if (value instanceof JsonObject object) {
      JsonObject options = object.copy();
      options.remove("enabled");
      for (String fault : named.get(0).check(options)) {
        faults.add(path + "." + fault);
      }
    }
  }
}
