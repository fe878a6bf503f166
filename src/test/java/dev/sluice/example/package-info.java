/** What the documents show; the tests hold it against them, and run it. */
@NullMarked
package dev.sluice.example;

import org.jspecify.annotations.NullMarked;
