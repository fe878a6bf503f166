package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a contract, or tells whether it is stale: the program behind {@code scripts/contract}.
 *
 * <pre>
 * --descriptor-set FILE  what protoc --include_imports --include_source_info wrote
 * --out FILE             where the contract is written; standard output without it
 * --check                writes nothing, and fails when the file is not what would be written
 * --title TEXT           the title of the contract
 * --version TEXT         the version of the contract
 * --description TEXT     the description of the contract
 * --service NAME         a service by its full name; may be repeated; all with a rule without it
 * </pre>
 */
public final class GenerateContract {

  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private @Nullable Path descriptorSet;
  private @Nullable Path out;
  private boolean check;
  private String title = "Sluice";
  private String version = "1";
  private @Nullable String description;
  private final List<String> services = new ArrayList<>();

  private GenerateContract() {}

  /**
   * Runs the program and exits with its status.
   *
   * @param args the options
   */
  public static void main(String[] args) {
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
    GenerateContract program = new GenerateContract();
    try {
      program.read(args);
      return program.run(stdout, stderr);
    } catch (UsageException e) {
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

  private int run(PrintStream stdout, PrintStream stderr) throws IOException {
    if (descriptorSet == null) {
      throw new UsageException("--descriptor-set: none (expected: a file)");
    }
    String contract =
        ContractGenerator.generate(
            FileDescriptorSet.parseFrom(Files.readAllBytes(descriptorSet)),
            new ContractGenerator.Options(title, version, description, services));
    if (check) {
      if (out == null) {
        throw new UsageException("--out: none (expected: the file that --check is about)");
      }
      String written = Files.exists(out) ? Files.readString(out) : "";
      if (!written.equals(contract)) {
        stderr.println(out + " is stale; from what it is to what it should be:");
        stdout.print(LineDiff.of(written, contract));
        return FAILED;
      }
    } else if (out == null) {
      stdout.print(contract);
    } else {
      Path parent = out.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(out, contract);
    }
    return OK;
  }

  private void read(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      String option = args.get(i);
      if (option.equals("--check")) {
        check = true;
        continue;
      }
      if (++i == args.size()) {
        throw new UsageException(option + ": no value (expected: an option and its value)");
      }
      String value = args.get(i);
      switch (option) {
        case "--descriptor-set" -> descriptorSet = Path.of(value);
        case "--out" -> out = Path.of(value);
        case "--title" -> title = value;
        case "--version" -> version = value;
        case "--description" -> description = value;
        case "--service" -> services.add(value);
        default ->
            throw new UsageException(
                option
                    + " (expected: --descriptor-set, --out, --check, --title, --version,"
                    + " --description or --service)");
      }
    }
  }

  private static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }
}
