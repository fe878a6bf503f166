/** What hostile and broken clients send, and what they get. */
@NullMarked
package dev.sluice.attack;

import org.jspecify.annotations.NullMarked;
