package dev.sluice.cli;

import dev.sluice.service.addressbook.AddressBookFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which address book a command is about. */
final class AddressBookArgument {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      description = "The address book: a serialised tutorial.AddressBook.")
  private String file = "";

  /** The name of the file, as it was given. */
  String name() {
    return file;
  }

  /**
   * The file.
   *
   * @param clock tells when a person is added
   */
  AddressBookFile open(InstantSource clock) {
    try {
      if (!file.isEmpty()) {
        return new AddressBookFile(Path.of(file), clock);
      }
    } catch (InvalidPathException e) {
      // It is no path; said below.
    }
    throw TargetOptions.invalid(command, "FILE", file, "the path of a file");
  }
}
