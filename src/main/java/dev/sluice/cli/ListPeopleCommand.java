package dev.sluice.cli;

import dev.sluice.service.addressbook.AddressBookException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice list-people}: prints the people of an address book. */
@Command(
    name = "list-people",
    description = "Prints the people of an address book file of the Protocol Buffers tutorials.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ListPeopleCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AddressBookArgument file = new AddressBookArgument();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      file.open(InstantSource.system()).forEach(person -> out.print(PersonListing.of(person)));
    } catch (AddressBookException e) {
      err.println("sluice: " + e.getMessage());
      return 1;
    }
    if (out.checkError()) {
      err.println("sluice: cannot write the listing");
      return 1;
    }
    return 0;
  }
}
