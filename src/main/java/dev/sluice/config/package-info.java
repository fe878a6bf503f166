/**
 * The server's configuration: immutable records read once from the conf JSON.
 *
 * <p>{@link dev.sluice.config.SluiceConfig#parse} reads everything and reports every fault together
 * ({@link dev.sluice.config.ConfigException}), each with its key, its value and what was expected.
 * What a key means and may be is written at the record's component that it fills.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
