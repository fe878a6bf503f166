package dev.sluice.service.addressbook;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.proto.addressbook.v1.Person;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * People in memory, serialised, by id.
 *
 * <p>Any number of threads may read while one writes. Whoever is read is whole, as before a change
 * or as after it.
 */
final class PeopleIndex {

  /** What a look at a small person counts, in bytes. */
  static final int LEAST_LOOK = 1 << 10;

  private final ConcurrentNavigableMap<Integer, byte[]> people = new ConcurrentSkipListMap<>();

  /** A person as the service tells it; null if there is none. */
  @Nullable Person get(int id) {
    byte[] person = people.get(id);
    return person == null ? null : person(person);
  }

  /** A person as it stands in the file; null if there is none. */
  byte @Nullable [] bytes(int id) {
    return people.get(id);
  }

  /** Adds or replaces a person, if nobody has the id also returning null. */
  byte @Nullable [] put(int id, byte[] person) {
    return people.put(id, person);
  }

  void remove(int id) {
    people.remove(id);
  }

  /** The greatest id; 0 if there is nobody. */
  int lastId() {
    Map.Entry<Integer, byte[]> last = people.lastEntry();
    return last == null ? 0 : last.getKey();
  }

  /** All people as they stand in the file, by id. */
  NavigableMap<Integer, byte[]> all() {
    return people;
  }

  /**
   * Looks at people in the order of their ids.
   *
   * @param filter which people
   * @param afterId only people with a greater id
   * @param limit how many to find at most
   * @param found gets those who match
   * @param looks how much to look at: the bytes of the people, but at least {@link #LEAST_LOOK} for
   *     each; it ends with the one with whom it reaches that
   * @return the id of the last one it looked at, to go on after; 0 if that was all
   */
  int scan(PersonFilter filter, int afterId, int limit, List<Person> found, long looks) {
    long left = looks;
    for (Map.Entry<Integer, byte[]> entry : people.tailMap(afterId, false).entrySet()) {
      Person person = parse(entry.getValue());
      if (filter.test(person)) {
        found.add(Etags.tag(person));
        if (found.size() >= limit) {
          return 0;
        }
      }
      left -= Math.max(LEAST_LOOK, entry.getValue().length);
      if (left <= 0) {
        return entry.getKey();
      }
    }
    return 0;
  }

  /** A person as the service tells it, of its bytes in the file. */
  static Person person(byte[] bytes) {
    return Etags.tag(parse(bytes));
  }

  private static Person parse(byte[] bytes) {
    try {
      return Person.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("was checked when it was read", e);
    }
  }
}
