/** What is composed when the server starts: the verticle with its one HTTP server. */
@NullMarked
package dev.sluice.server;

import org.jspecify.annotations.NullMarked;
