package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.RouteNote;
import io.vertx.core.Future;
import java.util.List;

/**
 * The notes that travellers have left, by the points where they left them.
 *
 * <p>Shared by all instances of the service, and so called from several event loops at once. A
 * store is bounded: it forgets the oldest notes.
 */
interface NoteStore {

  /**
   * Leaves a note at its point, as one step with reading what was there before.
   *
   * @param note the note
   * @return the notes left at the same point earlier, the oldest first; completed on the caller's
   *     context, or at once
   */
  Future<List<RouteNote>> add(RouteNote note);
}
