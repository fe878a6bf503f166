package dev.sluice.openapi;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.vertx.core.json.JsonObject;
import io.vertx.core.logging.JULLogDelegateFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a contract, or tells whether it is stale: the program behind {@code scripts/contract},
 * whose {@code --help} lists the options.
 */
public final class GenerateContract {

  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private GenerateContract() {}

  /**
   * Runs the program and exits with its status.
   *
   * @param args the options
   */
  public static void main(String[] args) {
    // What libraries log would stand in the contract.
    System.setProperty(
        "vertx.logger-delegate-factory-class-name", JULLogDelegateFactory.class.getName());
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }
    PrintStream stdout = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream stderr = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(List.of(args), stdout, stderr));
  }

  /**
   * Runs the program.
   *
   * @param args the options
   * @param stdout where the contract or its differences go
   * @param stderr where complaints go
   * @return 0 if all is well, 1 if the contract is stale or the protos are at fault, 2 for wrong
   *     options
   */
  public static int run(List<String> args, PrintStream stdout, PrintStream stderr) {
    try {
      GeneratorOptions options = GeneratorOptions.read(args);
      if (options.has("--help")) {
        stdout.print(GeneratorOptions.HELP);
        return OK;
      }
      return run(options, stdout, stderr);
    } catch (GeneratorOptions.UsageException e) {
      stderr.println(e.getMessage());
      return USAGE;
    } catch (ContractException | IllegalArgumentException e) {
      stderr.println(e.getMessage());
      return FAILED;
    } catch (IOException e) {
      stderr.println("not readable or writable: " + e.getMessage());
      return FAILED;
    }
  }

  private static int run(GeneratorOptions options, PrintStream stdout, PrintStream stderr)
      throws IOException {
    Map<@Nullable Path, String> contracts = contracts(options);
    int status = OK;
    for (Map.Entry<@Nullable Path, String> each : contracts.entrySet()) {
      Path file = each.getKey();
      if (file == null) {
        stdout.print(each.getValue());
      } else if (options.has("--check")) {
        String written = Files.exists(file) ? Files.readString(file) : "";
        if (!written.equals(each.getValue())) {
          stderr.println(file + " is stale; from what it is to what it should be:");
          stdout.print(LineDiff.of(written, each.getValue()));
          status = FAILED;
        }
      } else {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.writeString(file, each.getValue());
      }
    }
    return status;
  }

  /** The contracts by the files that they belong into; null for standard output. */
  private static Map<@Nullable Path, String> contracts(GeneratorOptions options)
      throws IOException {
    FileDescriptorSet set = options.descriptorSet();
    ContractGenerator.Options generator = options.generator();
    HttpRules rules = options.rules();
    Function<ContractGenerator.Options, JsonObject> documents =
        each ->
            rules == null
                ? ContractGenerator.document(set, each)
                : ContractGenerator.document(set, rules, each);
    JsonObject whole = documents.apply(generator);
    Map<@Nullable Path, String> contracts = new LinkedHashMap<>();
    Path out = options.out();
    if (out == null || !options.has("--split-by-service")) {
      contracts.put(out, text(whole, options));
      return contracts;
    }
    for (String service : Contract.parse(whole.encode()).services()) {
      JsonObject one = documents.apply(generator.of(List.of(service)));
      contracts.put(out.resolve(service + "." + options.format()), text(one, options));
    }
    return contracts;
  }

  private static String text(JsonObject document, GeneratorOptions options) {
    return options.format().equals("json")
        ? document.encodePrettily() + "\n"
        : ContractGenerator.HEADER + YamlText.of(document);
  }
}
