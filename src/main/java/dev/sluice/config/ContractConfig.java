package dev.sluice.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
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
 */
public record ContractConfig(
    About about,
    Set<String> visibility,
    OperationIds operationIds,
    SchemaNames schemaNames,
    FieldNames fieldNames) {

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
        conf.oneOf("fieldNames", FieldNames.JSON));
  }
}
