package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps people, each under an id of at least 1.
 *
 * <p>A store is shared by all event loops of a process. Its methods may be called on any thread,
 * never block, and complete their futures on the context they were called on. They fail with a
 * {@link io.vertx.grpc.server.StatusException}:
 *
 * <ul>
 *   <li>NOT_FOUND: nobody has the id;
 *   <li>ALREADY_EXISTS: someone has it;
 *   <li>ABORTED: the person does not have the etag that was expected;
 *   <li>RESOURCE_EXHAUSTED: there is no room, or no id, for another person;
 *   <li>FAILED_PRECONDITION: what the people are kept in was changed by someone else, and must be
 *       seen to by hand;
 *   <li>UNAVAILABLE: it cannot be read or written at the moment.
 * </ul>
 *
 * <p>What a store returns has {@code last_updated} and {@code etag} set; of what it is given, both
 * are ignored. When a change has succeeded it is durable, and {@link #get} and {@link #list} on
 * every thread see it. That people are acceptable is for the caller to see to.
 */
interface PersonStore {

  /**
   * Returns a person.
   *
   * @param id the person's id
   * @return the person; NOT_FOUND if there is none
   */
  Future<Person> get(int id);

  /**
   * Lists people in the order of their ids.
   *
   * @param filter which people
   * @param afterId only people with a greater id; 0 for all
   * @param limit how many at most, at least 1
   * @return fewer than {@code limit} people only if there are no more
   */
  Future<List<Person>> list(PersonFilter filter, int afterId, int limit);

  /**
   * Adds people, all of them or none.
   *
   * @param people the people; those with id 0 get ids that are free, greater than all there are
   * @return the people as they were added, in the same order; ALREADY_EXISTS, naming the id, if
   *     someone has it or two of the people have the same
   */
  Future<List<Person>> create(List<Person> people);

  /**
   * Adds those people whose id nobody has yet.
   *
   * @param people the people, none with id 0; of those with the same id the first counts
   * @return how many were added
   */
  Future<Integer> createMissing(List<Person> people);

  /**
   * Changes a person.
   *
   * @param id the person's id
   * @param etag the etag that the person must have; null for any
   * @param change makes the new person of the old, keeping the id; may be called several times, on
   *     any thread, and must not block. What it throws fails the future
   * @return the person as changed; NOT_FOUND, or ABORTED
   */
  Future<Person> update(int id, @Nullable String etag, UnaryOperator<Person> change);

  /**
   * Removes a person.
   *
   * @param id the person's id
   * @param etag the etag that the person must have; null for any
   * @return the person as removed; NOT_FOUND, or ABORTED
   */
  Future<Person> delete(int id, @Nullable String etag);

  /**
   * Tells of each change from when the returned future has succeeded, in the order in which they
   * became durable, also of those that other processes make in the same store.
   *
   * @param changes called for each change, on any thread, one call at a time; must not block
   * @param end called once if the store can tell of no more changes, with why
   * @return the watch
   */
  Future<Watch> watch(Handler<PersonChange> changes, Handler<Throwable> end);

  /** Lets go of the store; what shares it with others goes on until the last has closed it. */
  Future<Void> close();

  /** A watch that can be ended. */
  interface Watch {

    /** Ends the watch; nothing is told afterwards, or of a call that is under way. */
    void close();
  }
}
