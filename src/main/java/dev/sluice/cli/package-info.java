/**
 * The command line: {@code sluice} starts the server, {@code sluice greet} calls one, {@code sluice
 * add-person} adds to an address book file.
 *
 * <p>Exit codes: 0 when all went well, 1 when something failed at run time (the port is in use, the
 * server cannot be reached, a file is corrupt), 2 when the command line or the conf is wrong.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
