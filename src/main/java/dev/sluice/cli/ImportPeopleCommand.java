package dev.sluice.cli;

import dev.sluice.service.addressbook.AddressBookException;
import dev.sluice.service.addressbook.AddressBookFile;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice import-people}: sends the people of an address book file to a server. */
@Command(
    name = "import-people",
    description = {
      "Sends the people of an address book file to a server's AddressBookService, over gRPC. Those"
          + " whose id someone has at the server are left as they are: when the command was"
          + " interrupted, run it again."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ImportPeopleCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AddressBookArgument file = new AddressBookArgument();
  @Mixin private TargetOptions options = new TargetOptions();

  @Option(
      names = "--skip-invalid",
      description =
          "Leaves out people who break the rules of the service, instead of stopping at the first.")
  private boolean skipInvalid;

  @Override
  public Integer call() {
    AddressBookFile book = file.open(InstantSource.system());
    GrpcTarget target = options.target().withoutRetries();
    PrintWriter err = spec.commandLine().getErr();
    return options.exitCodeOf(
        () -> {
          try (GrpcSession session = new GrpcSession(target)) {
            send(book, new PeopleImport(target, session, err, skipInvalid));
          } catch (AddressBookException e) {
            throw new CallFailure(String.valueOf(e.getMessage()), e);
          }
        });
  }

  private void send(AddressBookFile book, PeopleImport people)
      throws AddressBookException, CallFailure {
    try {
      book.forEach(people::begin, people::add);
      people.finish();
    } finally {
      people.close();
      if (people.hasBegun()) {
        spec.commandLine().getOut().println(people.summary());
      }
    }
  }
}
