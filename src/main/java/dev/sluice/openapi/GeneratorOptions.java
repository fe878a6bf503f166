package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.config.ConfFile;
import dev.sluice.config.ConfReader;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.About;
import dev.sluice.config.ContractConfig.BodyType;
import dev.sluice.config.ContractConfig.Extent;
import dev.sluice.config.ContractConfig.FieldNames;
import dev.sluice.config.ContractConfig.OperationIds;
import dev.sluice.config.ContractConfig.SchemaNames;
import dev.sluice.config.ContractConfig.Specification;
import dev.sluice.config.JsonConfig;
import dev.sluice.config.TranscodingConfig;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The options of {@link GenerateContract}, as they are on its command line. */
final class GeneratorOptions {

  static final String HELP =
      """
      Writes the OpenAPI contract of gRPC services.

        --descriptor-set FILE    what protoc --include_imports --include_source_info wrote
        --out FILE               where the contract is written; standard output without it
        --split-by-service       --out is a folder, in which each service has a contract of its own
        --check                  writes nothing, and fails when files are not what would be written
        --service NAME           a service by its full name; repeated; all with a rule without it
        --visibility LABEL       keeps what google.api.visibility restricts to the label; repeated
        --format FORMAT          yaml or json; by the end of --out, else yaml
        --openapi VERSION        3.1 or 3.0; 3.1 without it
        --rules FILE             HTTP rules in place of those in the protos, as in rest.rules
        --media-type TYPE        what bodies it tells besides JSON: protobuf, form or multipart;
                                 repeated

      What it says of itself, where it should be other than what the protos say:
        --title TEXT, --version TEXT, --description TEXT
        --license ID             an expression of SPDX, such as Apache-2.0
        --contact TEXT           a name, a URL or a mail address; repeated
        --server URL             where it is served; repeated; / without it
        --security NAME=KIND     how callers prove who they are, any of those given; repeated: bearer,
                                 basic, mutualTLS, apiKey:HEADER or openIdConnect:URL

      What it says of a server whose conf has this in "rest":
        --json SETTING           a setting of json that is true, such as emitDefaults; repeated
        --json-parameter SETTING one of jsonParameters; repeated
        --pretty-print           the parameter $prettyPrint
        --unannotated-methods    unannotatedMethods: operations of methods without a rule

      Names:
        --operation-ids KIND     method, serviceMethod (the default) or serviceDotMethod
        --schema-names KIND      full (the default) or short
        --field-names KIND       json (the default) or proto
      """;

  private static final Set<String> FLAGS =
      Set.of("--check", "--split-by-service", "--pretty-print", "--unannotated-methods", "--help");

  private static final Set<String> ONCE =
      Set.of(
          "--descriptor-set",
          "--out",
          "--format",
          "--openapi",
          "--rules",
          "--title",
          "--version",
          "--description",
          "--license",
          "--operation-ids",
          "--schema-names",
          "--field-names");
  private static final Set<String> REPEATED =
      Set.of(
          "--service",
          "--visibility",
          "--contact",
          "--server",
          "--security",
          "--media-type",
          "--json",
          "--json-parameter");

  private final Map<String, List<String>> given = new LinkedHashMap<>();

  /** Wrong options, told in the message. */
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /**
   * Reads a command line.
   *
   * @throws UsageException if it has options that there are not, or lacks values
   */
  static GeneratorOptions read(List<String> args) {
    GeneratorOptions options = new GeneratorOptions();
    for (int i = 0; i < args.size(); i++) {
      String option = args.get(i);
      if (FLAGS.contains(option)) {
        options.given.put(option, List.of());
        continue;
      }
      boolean once = ONCE.contains(option);
      if (!once && !REPEATED.contains(option)) {
        throw new UsageException(option + " (expected: an option; --help lists them)");
      }
      if (++i == args.size() || isOption(args.get(i))) {
        throw new UsageException(option + ": no value (expected: an option and its value)");
      }
      options.add(option, once, args.get(i));
    }
    if (!options.has("--help")) {
      options.check();
    }
    return options;
  }

  private static boolean isOption(String text) {
    return FLAGS.contains(text) || ONCE.contains(text) || REPEATED.contains(text);
  }

  private void add(String option, boolean once, String value) {
    if (value.isBlank()) {
      throw new UsageException(option + ": \"" + value + "\" (expected: a text that is not blank)");
    }
    if (once && has(option)) {
      throw new UsageException(option + ": given more than once (expected: one value)");
    }
    given.computeIfAbsent(option, key -> new ArrayList<>()).add(value);
  }

  private void check(String option, String expected, Predicate<String> form) {
    for (String value : values(option)) {
      if (!form.test(value)) {
        throw new UsageException(option + ": " + value + " (expected: " + expected + ")");
      }
    }
  }

  private void check() {
    if (!has("--descriptor-set")) {
      throw new UsageException("--descriptor-set: none (expected: a file)");
    }
    for (String each : List.of("--check", "--split-by-service")) {
      if (has(each) && !has("--out")) {
        throw new UsageException("--out: none (expected: what " + each + " is about)");
      }
    }
    if (!List.of("yaml", "json").contains(format())) {
      throw new UsageException("--format: " + format() + " (expected: yaml or json)");
    }
    check("--openapi", Specification.VERSIONS, version -> Specification.of(version) != null);
    check("--media-type", BodyType.NAMES, name -> BodyType.of(name) != null);
    String settings = "one of " + String.join(", ", JsonConfig.KEYS);
    check("--json", settings, JsonConfig.KEYS::contains);
    check("--json-parameter", settings, JsonConfig.KEYS::contains);
    check("--server", About.SERVER, About::isServer);
    check("--visibility", ContractConfig.LABEL, ContractConfig::isLabel);
    generator();
  }

  boolean has(String option) {
    return given.containsKey(option);
  }

  /**
   * The descriptors.
   *
   * @throws UsageException if the file cannot be read, or has none
   */
  FileDescriptorSet descriptorSet() {
    String file = value("--descriptor-set", "");
    try {
      FileDescriptorSet set = FileDescriptorSet.parseFrom(ConfFile.read(file));
      if (set.getFileCount() > 0) {
        return set;
      }
    } catch (InvalidProtocolBufferException e) {
      throw noDescriptors(file, "what protoc --descriptor_set_out wrote; " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw unreadable("--descriptor-set", file, e);
    }
    throw noDescriptors(file, "descriptors; the file has none");
  }

  private static UsageException unreadable(String option, String file, Exception why) {
    return new UsageException(option + ": " + file + ": " + why.getMessage());
  }

  private static UsageException noDescriptors(String file, String expected) {
    return new UsageException("--descriptor-set: " + file + " (expected: " + expected + ")");
  }

  @Nullable Path out() {
    return has("--out") ? Path.of(value("--out", "")) : null;
  }

  /** {@code yaml} or {@code json}. */
  String format() {
    return value("--format", value("--out", "").endsWith(".json") ? "json" : "yaml");
  }

  /** The rules that are to take the place of those in the protos; null for none. */
  @Nullable HttpRules rules() {
    if (!has("--rules")) {
      return null;
    }
    String file = value("--rules", "");
    String text;
    try {
      text = ConfFile.readText(file);
    } catch (IllegalArgumentException e) {
      throw unreadable("--rules", file, e);
    }
    return HttpRules.parse(text);
  }

  private Specification specification() {
    Specification chosen = Specification.of(value("--openapi", "3.1"));
    return chosen == null ? Specification.OPENAPI_3_1 : chosen;
  }

  private TranscodingConfig transcoding() {
    JsonObject settings = new JsonObject();
    values("--json").forEach(setting -> settings.put(setting, true));
    return TranscodingConfig.of(
        JsonConfig.DEFAULT.with(settings),
        Set.copyOf(values("--json-parameter")),
        has("--unannotated-methods"));
  }

  /** What the generator is told. */
  ContractGenerator.Options generator() {
    Map<String, JsonObject> security = new LinkedHashMap<>();
    for (String each : values("--security")) {
      try {
        Map.Entry<String, JsonObject> scheme = SecuritySchemes.parse(each);
        boolean old = specification() == Specification.OPENAPI_3_0;
        if (old && !OpenApi30.knows(scheme.getValue())) {
          throw new UsageException("--security: " + each + " (expected: --openapi 3.1 for it)");
        }
        security.put(scheme.getKey(), scheme.getValue());
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
    About about =
        new About(
            orNull("--title"),
            orNull("--version"),
            orNull("--description"),
            orNull("--license"),
            values("--contact"),
            values("--server"));
    ContractConfig config =
        new ContractConfig(
            about,
            new LinkedHashSet<>(values("--visibility")),
            constant("--operation-ids", OperationIds.SERVICE_METHOD),
            constant("--schema-names", SchemaNames.FULL),
            constant("--field-names", FieldNames.JSON),
            new Extent(
                Set.of(),
                specification(),
                values("--media-type").stream()
                    .map(BodyType::of)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet()),
                has("--pretty-print")));
    return new ContractGenerator.Options(values("--service"), config, security, transcoding());
  }

  private <E extends Enum<E>> E constant(String option, E fallback) {
    String name = value(option, ConfReader.spelling(fallback));
    Class<E> type = fallback.getDeclaringClass();
    E constant = ConfReader.constant(type, name);
    if (constant == null) {
      throw new UsageException(
          option + ": " + name + " (expected: one of " + ConfReader.spellings(type) + ")");
    }
    return constant;
  }

  private List<String> values(String option) {
    return given.getOrDefault(option, List.of());
  }

  private @Nullable String orNull(String option) {
    return has(option) ? values(option).get(0) : null;
  }

  private String value(String option, String otherwise) {
    return has(option) ? values(option).get(0) : otherwise;
  }
}
