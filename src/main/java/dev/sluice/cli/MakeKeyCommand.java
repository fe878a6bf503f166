package dev.sluice.cli;

import dev.sluice.security.ApiKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice make-key}: makes up an API key and says what of it belongs in the file of keys. */
@Command(
    name = "make-key",
    description = {
      "Makes up an API key: the first line is for its owner, the second is its entry in the file of"
          + " keys, which has only its hash."
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
    PrintWriter out = spec.commandLine().getOut();
    out.println(key);
    out.println(entry.encode());
    return 0;
  }
}
