package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.config.ConfReader;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.About;
import dev.sluice.config.ContractConfig.FieldNames;
import dev.sluice.config.ContractConfig.OperationIds;
import dev.sluice.config.ContractConfig.SchemaNames;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

      What it says of itself, where it should be other than what the protos say:
        --title TEXT, --version TEXT, --description TEXT
        --license ID             an expression of SPDX, such as Apache-2.0
        --contact TEXT           a name, a URL or a mail address; repeated
        --server URL             where it is served; repeated; / without it
        --security NAME=KIND     how callers prove who they are, any of those given; repeated: bearer,
                                 basic, mutualTLS, apiKey:HEADER or openIdConnect:URL

      Names:
        --operation-ids KIND     method, serviceMethod (the default) or serviceDotMethod
        --schema-names KIND      full (the default) or short
        --field-names KIND       json (the default) or proto
      """;

  private static final Set<String> FLAGS = Set.of("--check", "--split-by-service", "--help");

  private static final Set<String> ONCE =
      Set.of(
          "--descriptor-set",
          "--out",
          "--format",
          "--openapi",
          "--title",
          "--version",
          "--description",
          "--license",
          "--operation-ids",
          "--schema-names",
          "--field-names");
  private static final Set<String> REPEATED =
      Set.of("--service", "--visibility", "--contact", "--server", "--security");

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
    if (!List.of("3.0", "3.1").contains(value("--openapi", "3.1"))) {
      throw new UsageException("--openapi: " + value("--openapi", "") + " (expected: 3.0 or 3.1)");
    }
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
      FileDescriptorSet set = FileDescriptorSet.parseFrom(Files.readAllBytes(Path.of(file)));
      if (set.getFileCount() > 0) {
        return set;
      }
    } catch (InvalidProtocolBufferException e) {
      throw noDescriptors(file, "what protoc --descriptor_set_out wrote; " + e.getMessage());
    } catch (IOException | InvalidPathException e) {
      throw noDescriptors(file, "a file that can be read");
    }
    throw noDescriptors(file, "descriptors; the file has none");
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

  /** Whether the document is to be of OpenAPI 3.0. */
  boolean old() {
    return value("--openapi", "3.1").equals("3.0");
  }

  /** What the generator is told. */
  ContractGenerator.Options generator() {
    Map<String, JsonObject> security = new LinkedHashMap<>();
    for (String each : values("--security")) {
      try {
        Map.Entry<String, JsonObject> scheme = SecuritySchemes.parse(each);
        if (old() && !OpenApi30.knows(scheme.getValue())) {
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
            constant("--field-names", FieldNames.JSON));
    return new ContractGenerator.Options(values("--service"), config, security);
  }

  private <E extends Enum<E>> E constant(String option, E fallback) {
    String name = value(option, ConfReader.spelling(fallback));
    E[] constants = fallback.getDeclaringClass().getEnumConstants();
    return Arrays.stream(constants)
        .filter(each -> ConfReader.spelling(each).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    Arrays.stream(constants)
                        .map(ConfReader::spelling)
                        .collect(
                            Collectors.joining(
                                ", ", option + ": " + name + " (expected: one of ", ")"))));
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
