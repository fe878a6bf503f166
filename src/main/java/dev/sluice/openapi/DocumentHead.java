package dev.sluice.openapi;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ContractConfig.About;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of itself: what it is told, else what the annotations of the services' files
 * say, else what follows from the services.
 *
 * <p>All that linters ask for is there in any case. A licence that nobody has named is {@code
 * LicenseRef-not-stated}.
 */
final class DocumentHead {

  private static final String DESCRIPTION = "description";

  private final About about;
  private final View view;
  private final List<ServiceDescriptor> services;
  private final List<JsonObject> annotations = new ArrayList<>();

  /**
   * Makes a head.
   *
   * @param about what is told
   * @param services the services that have operations
   */
  DocumentHead(About about, View view, List<ServiceDescriptor> services) {
    this.about = about;
    this.view = view;
    this.services = services;
    services.stream()
        .map(ServiceDescriptor::getFile)
        .distinct()
        .map(view.annotations()::of)
        .filter(annotation -> !annotation.isEmpty())
        .forEach(annotations::add);
  }

  JsonObject info() {
    JsonObject annotation = first("info", new JsonObject());
    String names =
        services.stream().map(ServiceDescriptor::getName).collect(Collectors.joining(", "));
    String title = chosen(about.title(), annotation, "title", names.isEmpty() ? "API" : names);
    JsonObject info =
        new JsonObject()
            .put("title", title)
            .put("version", chosen(about.version(), annotation, "version", "1"))
            .put(DESCRIPTION, chosen(about.description(), annotation, DESCRIPTION, describe()));
    if (annotation.containsKey("termsOfService")) {
      info.put("termsOfService", annotation.getString("termsOfService"));
    }
    info.put("contact", contact(annotation, title)).put("license", license(annotation));
    return AnnotatedSchema.extend(info, annotation);
  }

  private static String chosen(
      @Nullable String told, JsonObject annotation, String key, String otherwise) {
    return told != null ? told : annotation.getString(key, otherwise);
  }

  private String describe() {
    if (services.size() == 1 && !view.comments().of(services.get(0)).isEmpty()) {
      return view.comments().of(services.get(0));
    }
    return services.isEmpty()
        ? "No operations."
        : services.stream()
            .map(service -> "`" + service.getFullName() + "`")
            .collect(Collectors.joining(", ", "The methods of ", ", which gRPC clients call too."));
  }

  private JsonObject contact(JsonObject annotation, String title) {
    JsonObject contact = new JsonObject();
    for (String each : about.contact()) {
      String key = each.contains("://") ? "url" : each.contains("@") ? "email" : "name";
      contact.put(key, each);
    }
    if (contact.isEmpty()) {
      contact = annotation.getJsonObject("contact", contact);
    }
    return contact.isEmpty() ? new JsonObject().put("name", title) : contact.copy();
  }

  private JsonObject license(JsonObject annotation) {
    if (about.license() != null) {
      return new JsonObject().put("name", about.license()).put("identifier", about.license());
    }
    JsonObject license = annotation.getJsonObject("license", new JsonObject()).copy();
    if (license.getString("name", "").isEmpty()) {
      return new JsonObject().put("name", "Not stated").put("identifier", "LicenseRef-not-stated");
    }
    return license.containsKey("url")
        ? license
        : license.put(
            "identifier",
            "LicenseRef-" + license.getString("name").strip().replaceAll("[^A-Za-z0-9.]+", "-"));
  }

  JsonArray servers() {
    Set<String> urls = new LinkedHashSet<>(about.servers());
    if (urls.isEmpty()) {
      annotations.forEach(annotation -> addServers(annotation, urls));
    }
    if (urls.isEmpty()) {
      urls.add("/");
    }
    JsonArray servers = new JsonArray();
    urls.forEach(url -> servers.add(new JsonObject().put("url", url)));
    return servers;
  }

  private static void addServers(JsonObject annotation, Set<String> urls) {
    String path = annotation.getString("basePath", "").replaceFirst("/$", "");
    String host = annotation.getString("host", "");
    if (host.isEmpty()) {
      if (!path.isEmpty()) {
        urls.add(path);
      }
      return;
    }
    JsonArray schemes = annotation.getJsonArray("schemes", new JsonArray());
    if (schemes.isEmpty()) {
      urls.add("//" + host + path);
    }
    schemes.stream()
        .map(scheme -> scheme.toString().toLowerCase(Locale.ROOT))
        .filter(scheme -> scheme.startsWith("http"))
        .forEach(scheme -> urls.add(scheme + "://" + host + path));
  }

  /**
   * The tags, each with a description: those of the services, then others that operations have.
   *
   * @param names what the services' tags are called
   * @param used the tags of the operations
   */
  JsonArray tags(Map<ServiceDescriptor, String> names, Set<String> used) {
    Map<String, JsonObject> tags = new LinkedHashMap<>();
    for (ServiceDescriptor service : services) {
      JsonObject annotation = view.annotations().of(service);
      String comment = view.comments().of(service);
      JsonObject tag = tag(names.getOrDefault(service, service.getName()));
      tag.put(
          DESCRIPTION,
          annotation.getString(
              DESCRIPTION,
              comment.isEmpty() ? "The methods of `" + service.getFullName() + "`." : comment));
      tags.putIfAbsent(
          tag.getString("name"),
          AnnotatedSchema.extend(AnnotatedSchema.document(tag, annotation), annotation));
    }
    for (JsonObject annotation : annotations) {
      JsonArray more = annotation.getJsonArray("tags", new JsonArray());
      for (int i = 0; i < more.size(); i++) {
        JsonObject each = more.getJsonObject(i);
        JsonObject tag = tags.computeIfAbsent(each.getString("name", ""), DocumentHead::tag);
        if (each.containsKey(DESCRIPTION)) {
          tag.put(DESCRIPTION, each.getString(DESCRIPTION));
        }
        AnnotatedSchema.extend(AnnotatedSchema.document(tag, each), each);
      }
    }
    tags.remove("");
    used.forEach(name -> tags.computeIfAbsent(name, DocumentHead::tag));
    tags.keySet().retainAll(used);
    return new JsonArray(new ArrayList<>(tags.values()));
  }

  private static JsonObject tag(String name) {
    return new JsonObject().put("name", name).put(DESCRIPTION, "Methods of " + name + ".");
  }

  /** Adds what else the annotations of the files say of the whole. */
  void annotate(JsonObject document) {
    for (JsonObject annotation : annotations) {
      AnnotatedSchema.document(document, annotation);
      AnnotatedSchema.extend(document, annotation);
    }
  }

  /** The security schemes that the annotations define. */
  Map<String, JsonObject> securitySchemes() {
    Map<String, JsonObject> schemes = new LinkedHashMap<>();
    for (JsonObject annotation : annotations) {
      schemes.putAll(
          SecuritySchemes.ofDefinitions(
              annotation.getJsonObject("securityDefinitions", new JsonObject())));
    }
    return schemes;
  }

  private JsonObject first(String key, JsonObject otherwise) {
    return annotations.stream()
        .filter(annotation -> annotation.containsKey(key))
        .findFirst()
        .map(annotation -> annotation.getJsonObject(key))
        .orElse(otherwise);
  }
}
