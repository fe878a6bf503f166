package dev.sluice.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a generated contract is like, beside what the protos say: {@code rest.openapi}.
 *
 * @param about what it says of itself
 * @param visibility {@code visibility}: the labels of {@code google.api.visibility} whose bearers
 *     are in it; what has other labels only is left out
 * @param operationIds {@code operationIds}: what the names of operations are made of
 * @param schemaNames {@code schemaNames}: what the names of schemas are made of
 * @param fieldNames {@code fieldNames}: which names of fields it has
 * @param extent what of what is served it tells, and by which rules of OpenAPI
 */
public record ContractConfig(
    About about,
    Set<String> visibility,
    OperationIds operationIds,
    SchemaNames schemaNames,
    FieldNames fieldNames,
    Extent extent) {

  /** What holds where nothing is configured. */
  public static final ContractConfig DEFAULT =
      new ContractConfig(
          About.NOTHING, Set.of(), OperationIds.SERVICE_METHOD, SchemaNames.FULL, FieldNames.JSON);

  /** What {@link #isLabel} expects. */
  public static final String LABEL = "a label, without commas and blanks";

  private static final Pattern LABEL_FORM = Pattern.compile("[^,\\s]+");

  /**
   * What a contract says of itself. Where it is not told, it is what the protos say, or else made
   * of what there is.
   *
   * @param title {@code title}
   * @param version {@code version}
   * @param description {@code description}, in Markdown
   * @param license {@code license}: an expression of SPDX, such as {@code Apache-2.0}
   * @param contact {@code contact}: a name, a URL, a mail address, or several of these
   * @param servers {@code servers}: the URLs at which it is served; {@code /} unless told
   */
  public record About(
      @Nullable String title,
      @Nullable String version,
      @Nullable String description,
      @Nullable String license,
      List<String> contact,
      List<String> servers) {

    /** What {@link #isServer} expects. */
    public static final String SERVER =
        "a URL of http or https, or a path that begins with a slash";

    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** Nothing told. */
    public static final About NOTHING = new About(null, null, null, null, List.of(), List.of());

    /** Copies the lists. */
    public About {
      contact = List.copyOf(contact);
      servers = List.copyOf(servers);
    }

    static About read(ConfReader conf) {
      return new About(
          conf.optionalString("title"),
          conf.optionalString("version"),
          conf.optionalString("description"),
          conf.optionalString("license"),
          conf.strings("contact", List.of()),
          conf.strings("servers", List.of(), SERVER, About::isServer));
    }

    /** Whether a text says where a contract is served: an absolute URL, or a path on its host. */
    public static boolean isServer(String text) {
      try {
        URI url = new URI(text);
        boolean placed =
            url.getScheme() == null
                ? text.startsWith("/") && !text.startsWith("//")
                : SCHEMES.contains(url.getScheme().toLowerCase(Locale.ROOT))
                    && url.getHost() != null;
        return placed && url.getRawQuery() == null && url.getRawFragment() == null;
      } catch (URISyntaxException e) {
        return false;
      }
    }
  }

  /**
   * What of what is served a contract tells, and by which rules of OpenAPI.
   *
   * @param services {@code services}: the full names of the services that it is of; all of them if
   *     empty
   * @param specification {@code specification}: the version of OpenAPI that it is written by
   * @param mediaTypes {@code mediaTypes}: which types of bodies it has besides JSON and those of
   *     streams
   * @param prettyPrint {@code prettyPrint}: whether each operation has the parameter {@code
   *     $prettyPrint}
   */
  public record Extent(
      Set<String> services,
      Specification specification,
      Set<BodyType> mediaTypes,
      boolean prettyPrint) {

    /** All services, by the rules of 3.1, with JSON alone. */
    public static final Extent DEFAULT =
        new Extent(Set.of(), Specification.OPENAPI_3_1, Set.of(), false);

    /** Copies the sets. */
    public Extent {
      services = Set.copyOf(services);
      mediaTypes = Set.copyOf(mediaTypes);
    }

    static Extent read(ConfReader conf) {
      return new Extent(
          Set.copyOf(conf.strings("services", List.of())),
          Specification.read(conf),
          conf
              .strings("mediaTypes", List.of(), BodyType.NAMES, text -> BodyType.of(text) != null)
              .stream()
              .map(BodyType::of)
              .filter(Objects::nonNull)
              .collect(Collectors.toUnmodifiableSet()),
          conf.bool("prettyPrint", false));
    }
  }

  /** The version of OpenAPI that a contract is written by. */
  public enum Specification {
    /** 3.0, for tools that know no other. */
    OPENAPI_3_0("3.0"),
    /** 3.1. */
    OPENAPI_3_1("3.1");

    /** What {@link #of} knows. */
    public static final String VERSIONS = "3.0 or 3.1";

    private final String version;

    Specification(String version) {
      this.version = version;
    }

    /** The specification of a version; null if there is none. */
    public static @Nullable Specification of(String version) {
      return Arrays.stream(values())
          .filter(each -> each.version.equals(version))
          .findFirst()
          .orElse(null);
    }

    static Specification read(ConfReader conf) {
      String version = conf.optionalString("specification");
      Specification known = version == null ? OPENAPI_3_1 : of(version);
      if (known == null) {
        conf.reject("specification", VERSIONS);
        return OPENAPI_3_1;
      }
      return known;
    }
  }

  /** A type of bodies that a contract may tell besides JSON, where the server has it. */
  public enum BodyType {
    /** {@code application/x-protobuf}: requests, answers, streams, errors in their wire form. */
    PROTOBUF,
    /** {@code application/x-www-form-urlencoded}: requests. */
    FORM,
    /** {@code multipart/form-data}: requests. */
    MULTIPART;

    /** What {@link #of} knows. */
    public static final String NAMES = "one of protobuf, form, multipart";

    /** The type of a name; null if there is none. */
    public static @Nullable BodyType of(String name) {
      return ConfReader.constant(BodyType.class, name);
    }
  }

  /** What the name of an operation is made of; a number follows where it is taken. */
  public enum OperationIds {
    /** {@code SayHello}. */
    METHOD,
    /** {@code Greeter_SayHello}. */
    SERVICE_METHOD,
    /** {@code Greeter.SayHello}. */
    SERVICE_DOT_METHOD
  }

  /** What the name of a schema is made of. */
  public enum SchemaNames {
    /** {@code helloworld.HelloRequest}. */
    FULL,
    /** {@code HelloRequest}, or the full name where another type has that one too. */
    SHORT
  }

  /** Which of its names a field has in schemas and parameters; requests may always have both. */
  public enum FieldNames {
    /** {@code pageSize}. */
    JSON,
    /** {@code page_size}: for a server whose {@code rest.json} has {@code protoFieldNames}. */
    PROTO
  }

  /** Copies the set. */
  public ContractConfig {
    visibility = Set.copyOf(visibility);
  }

  /** Makes one that tells all that is served, as JSON. */
  public ContractConfig(
      About about,
      Set<String> visibility,
      OperationIds operationIds,
      SchemaNames schemaNames,
      FieldNames fieldNames) {
    this(about, visibility, operationIds, schemaNames, fieldNames, Extent.DEFAULT);
  }

  /** Whether a text can be a label of {@code google.api.visibility}. */
  public static boolean isLabel(String text) {
    return LABEL_FORM.matcher(text).matches();
  }

  static ContractConfig read(ConfReader conf) {
    return new ContractConfig(
        About.read(conf),
        Set.copyOf(conf.strings("visibility", List.of(), LABEL, ContractConfig::isLabel)),
        conf.oneOf("operationIds", OperationIds.SERVICE_METHOD),
        conf.oneOf("schemaNames", SchemaNames.FULL),
        conf.oneOf("fieldNames", FieldNames.JSON),
        Extent.read(conf));
  }
}
