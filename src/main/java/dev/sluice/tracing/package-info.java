/**
 * Traces of OpenTelemetry: a span for each call, and for what services ask of others meanwhile.
 *
 * <p>No class of this package, nor of OpenTelemetry's SDK, is loaded unless tracing is enabled.
 */
@NullMarked
package dev.sluice.tracing;

import org.jspecify.annotations.NullMarked;
