/**
 * What is composed when the server starts: the verticle with its one HTTP server, the services, the
 * doors and the dispatcher before them.
 */
@NullMarked
package dev.sluice.server;

import org.jspecify.annotations.NullMarked;
