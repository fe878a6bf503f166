package dev.sluice.cli;

import dev.sluice.config.ConfigException;
import dev.sluice.security.ApiKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice make-key}: makes up an API key and says what of it belongs in the file of keys. */
@Command(
    name = "make-key",
    description = {
      "Makes up an API key and prints it, for its owner. With --file, its entry is added to that file"
          + " of keys, which has only its hash; without, the entry is printed as well."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class MakeKeyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--name",
      paramLabel = "<name>",
      required = true,
      description = "Whose key it is.")
  private String name = "";

  @Option(
      names = "--scope",
      paramLabel = "<scope>",
      description = "A scope that the key is for; may be given several times.")
  private List<String> scopes = List.of();

  @Option(
      names = "--role",
      paramLabel = "<role>",
      description = "A role of its owner; may be given several times.")
  private List<String> roles = List.of();

  @Option(
      names = "--file",
      paramLabel = "<file>",
      description = "The file of keys to add it to; made if there is none.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    if (name.isBlank()) {
      throw TargetOptions.invalid(spec, "--name", name, "a name");
    }
    String key = ApiKeys.generate();
    JsonObject entry = new JsonObject().put("name", name).put("sha256", ApiKeys.sha256(key));
    if (!scopes.isEmpty()) {
      entry.put("scope", new JsonArray(List.copyOf(scopes)));
    }
    if (!roles.isEmpty()) {
      entry.put("role", new JsonArray(List.copyOf(roles)));
    }
    if (file != null) {
      try {
        ApiKeys.add(file, entry);
      } catch (IOException | ConfigException e) {
        String reason =
            e instanceof FileSystemException failed && failed.getReason() == null
                ? "cannot be written"
                : String.valueOf(e.getMessage());
        spec.commandLine().getErr().println("sluice: " + file + ": " + reason);
        return 1;
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(key);
    if (file == null) {
      out.println(entry.encode());
    }
    return 0;
  }
}
