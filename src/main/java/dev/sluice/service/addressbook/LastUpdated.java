package dev.sluice.service.addressbook;

import com.google.protobuf.Timestamp;
import dev.sluice.proto.addressbook.v1.Person;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * When a person was last added or changed, in microseconds, which every store can keep.
 *
 * <p>It grows with each change of a person, whatever the clock does, so that no two states of a
 * person have the same.
 */
final class LastUpdated {

  private static final Instant LEAST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant GREATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private LastUpdated() {}

  /** The time for a person who is added. */
  static Timestamp first(InstantSource clock) {
    return timestamp(now(clock));
  }

  /**
   * The time for a person who is changed: the present, or a microsecond after the last change if
   * that is not in the past. What is no time, or is followed by none, counts as never.
   */
  static Timestamp next(InstantSource clock, Person old) {
    Instant now = now(clock);
    Timestamp last = old.getLastUpdated();
    if (last.getNanos() < 0
        || last.getNanos() > 999_999_999
        || last.getSeconds() < LEAST.getEpochSecond()
        || last.getSeconds() > GREATEST.getEpochSecond()) {
      return timestamp(now);
    }
    Instant next =
        Instant.ofEpochSecond(last.getSeconds(), last.getNanos())
            .truncatedTo(ChronoUnit.MICROS)
            .plus(1, ChronoUnit.MICROS);
    return timestamp(next.isAfter(now) && !next.isAfter(GREATEST) ? next : now);
  }

  private static Instant now(InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
