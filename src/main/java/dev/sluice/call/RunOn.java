package dev.sluice.call;

import dev.sluice.config.Threads;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says on which threads a service runs, or one of its methods; without it, on the event loop.
 *
 * <p>On a class it is for all methods of the service, on a method for that one, in whichever of its
 * forms. All code of a call then runs there, in order and one piece at a time: the method itself
 * and its handlers. Calls run at the same time, so what they share has to be safe for concurrent
 * use.
 *
 * <p>A rule in {@code execution} of the configuration comes first, except for one for {@code *}.
 * What is annotated with {@link Threads#EVENT_LOOP} keeps state on its event loop: a rule that puts
 * it elsewhere keeps the server from starting.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RunOn {

  /** The threads. */
  Threads value();
}
