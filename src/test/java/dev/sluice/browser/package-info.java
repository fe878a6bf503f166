/** Tests of the page for people, in a real browser. */
@NullMarked
package dev.sluice.browser;

import org.jspecify.annotations.NullMarked;
