package dev.sluice.cli;

import dev.sluice.proto.addressbook.Person;
import dev.sluice.service.addressbook.AddressBookException;
import dev.sluice.service.addressbook.AddressBookFile;
import dev.sluice.service.addressbook.PlainText;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice add-person}: adds a person to an address book. */
@Command(
    name = "add-person",
    description = {
      "Adds a person to an address book file of the Protocol Buffers tutorials, and creates the"
          + " file if it is not there. Asks for the person unless options tell all."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class AddPersonCommand implements Callable<Integer> {

  /** What the JVM makes of an argument's bytes that are none of the locale's charset. */
  private static final char UNDECODED = '\uFFFD';

  private final InputStream in;
  private final InstantSource clock;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AddressBookArgument file = new AddressBookArgument();

  @ArgGroup(exclusive = false, heading = "The person, with nothing asked:%n")
  private @Nullable PersonOptions options;

  /**
   * Makes the command.
   *
   * @param in where answers come from
   * @param clock tells when the person is added
   */
  AddPersonCommand(InputStream in, InstantSource clock) {
    this.in = in;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    AddressBookFile book = file.open(clock);
    Person told = options == null ? null : told(options);
    try {
      book.requireAddable();
      PrintWriter out = spec.commandLine().getOut();
      if (book.isMissing()) {
        out.println(PlainText.escape(file.name()) + ": File not found.  Creating a new file.");
      }
      book.add(told == null ? new PersonQuestions(new Answers(in), out).ask(book) : told);
      return 0;
    } catch (AddressBookException | CallFailure e) {
      spec.commandLine().getErr().println("sluice: " + e.getMessage());
      return 1;
    }
  }

  private Person told(PersonOptions options) {
    try {
      return options.person();
    } catch (AddressBookException e) {
      String message = "--" + e.getMessage();
      String hint =
          message.indexOf(UNDECODED) < 0
              ? ""
              : "; the locale lacks some of its characters: try LC_ALL=C.UTF-8, or the questions";
      throw new ParameterException(spec.commandLine(), message + hint, e);
    }
  }
}
