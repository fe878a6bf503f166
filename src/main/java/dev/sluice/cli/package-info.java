/**
 * The command line: {@code sluice} starts the server, {@code sluice greet} calls one.
 *
 * <p>Exit codes: 0 when all went well, 1 when something failed at run time (the port is in use, the
 * server cannot be reached), 2 when the command line or the conf is wrong.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
