package dev.sluice.cli;

import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.Violation;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPathElement;
import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.v1.AddressBookServiceGrpcClient;
import dev.sluice.proto.addressbook.v1.ImportPeopleRequest;
import dev.sluice.proto.addressbook.v1.ImportPeopleResponse;
import dev.sluice.service.addressbook.PlainText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends people to a server, as many in a call as make a chunk, and each chunk until the server has
 * it.
 *
 * <p>A server that is away for a while is called again, with a longer pause each time: to send a
 * chunk twice does no harm. Used by one thread, which it blocks.
 */
final class PeopleImport {

  private static final int CHUNK = 1_000;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int TRIES = 7;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final int INVALID_SHOWN = 20;

  private final GrpcTarget target;
  private final GrpcSession session;
  private final PrintWriter err;
  private final boolean skipInvalid;
  private final Validator rules = ValidatorFactory.newBuilder().build();
  private final List<ImportPeopleRequest> chunk = new ArrayList<>();
  private Progress progress;
  private boolean begun;
  private int chunkBytes;
  private long done;
  private long created;
  private long existing;
  private long existingOfResent;
  private long invalid;

  /**
   * Makes an import.
   *
   * @param err where progress is shown, and what does not go well
   * @param skipInvalid whether people who break the rules are left out
   */
  PeopleImport(GrpcTarget target, GrpcSession session, PrintWriter err, boolean skipInvalid) {
    this.target = target;
    this.session = session;
    this.err = err;
    this.skipInvalid = skipInvalid;
    this.progress = new Progress(0, err, false);
  }

  /** Is told how many people there will be. */
  void begin(long total) {
    begun = true;
    progress = new Progress(total, err, Progress.onTerminal(), System::nanoTime);
  }

  /** Whether the file could be read, so that there is something to sum up. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * Sends a person, perhaps later.
   *
   * @throws CallFailure if the person breaks a rule and may not be left out, or the server did not
   *     take those who were sent
   */
  void add(Person person) throws CallFailure {
    ImportPeopleRequest request =
        ImportPeopleRequest.newBuilder().setPerson(served(person)).build();
    String fault = fault(request);
    if (fault != null) {
      leaveOut(person, fault);
      return;
    }
    chunk.add(request);
    chunkBytes += request.getSerializedSize();
    if (chunk.size() == CHUNK || chunkBytes >= CHUNK_BYTES) {
      send();
    }
  }

  /** Sends those who have not been sent yet. */
  void finish() throws CallFailure {
    if (!chunk.isEmpty()) {
      send();
    }
    progress.at(done);
  }

  /** Leaves the line that shows the progress. */
  void close() {
    progress.finish();
  }

  /** What has become of those who were sent so far, in one line. */
  String summary() {
    return "added: "
        + created
        + ", already there: "
        + existing
        + (existingOfResent == 0
            ? ""
            : " (" + existingOfResent + " of them, or fewer, added by calls that were cut off)")
        + (invalid == 0 ? "" : ", left out: " + invalid);
  }

  private static dev.sluice.proto.addressbook.v1.Person served(Person person) {
    dev.sluice.proto.addressbook.v1.Person.Builder served =
        dev.sluice.proto.addressbook.v1.Person.newBuilder()
            .setId(person.getId())
            .setName(person.getName())
            .setEmail(person.getEmail());
    for (Person.PhoneNumber phone : person.getPhonesList()) {
      served.addPhonesBuilder().setNumber(phone.getNumber()).setTypeValue(phone.getTypeValue());
    }
    return served.build();
  }

  /** The rules that a person breaks; null if it breaks none. */
  private @Nullable String fault(ImportPeopleRequest request) {
    ValidationResult result;
    try {
      result = rules.validate(request);
    } catch (ValidationException e) {
      throw new IllegalStateException("the rules of ImportPeopleRequest do not work", e);
    }
    return result.isSuccess()
        ? null
        : result.getViolations().stream().map(PeopleImport::text).collect(Collectors.joining("; "));
  }

  private static String text(Violation violation) {
    String field =
        violation.toProto().getField().getElementsList().stream()
            .map(PeopleImport::text)
            .collect(Collectors.joining("."));
    return field + ": " + PlainText.escape(violation.toProto().getMessage());
  }

  private static String text(FieldPathElement element) {
    return element.hasIndex()
        ? element.getFieldName() + "[" + element.getIndex() + "]"
        : element.getFieldName();
  }

  private void leaveOut(Person person, String fault) throws CallFailure {
    String who = "person with id " + person.getId() + ": " + fault;
    if (!skipInvalid) {
      throw new CallFailure(who, null);
    }
    invalid++;
    done++;
    if (invalid <= INVALID_SHOWN) {
      say(who);
    } else if (invalid == INVALID_SHOWN + 1) {
      say("there are more; they are counted only");
    }
  }

  private void say(String what) {
    progress.finish();
    err.println("sluice: " + what);
  }

  private void send() throws CallFailure {
    ImportPeopleResponse answer = null;
    long pauseMillis = FIRST_PAUSE_MILLIS;
    int tries = 0;
    while (answer == null) {
      tries++;
      try {
        answer = call();
      } catch (CallFailure e) {
        if (!e.isPassing() || tries == TRIES) {
          throw e;
        }
        say(e.getMessage() + "; trying again in " + pauseMillis + " ms");
        pause(pauseMillis);
        pauseMillis *= 2;
      }
    }
    created += answer.getCreatedCount();
    existing += answer.getExistingCount();
    existingOfResent += tries == 1 ? 0 : answer.getExistingCount();
    done += chunk.size();
    chunk.clear();
    chunkBytes = 0;
    progress.at(done);
  }

  private ImportPeopleResponse call() throws CallFailure {
    List<ImportPeopleResponse> answers = new ArrayList<>();
    session.run(
        client ->
            target.call(
                client, AddressBookServiceGrpcClient.ImportPeople, chunk.iterator(), answers::add));
    if (answers.size() != 1) {
      throw new CallFailure("the server answered without a summary", null);
    }
    return answers.get(0);
  }

  private static void pause(long millis) throws CallFailure {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallFailure("interrupted", e);
    }
  }
}
