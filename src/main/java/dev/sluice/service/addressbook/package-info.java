/**
 * The address book of the Protocol Buffers tutorials: its file, {@code tutorial.AddressBook}, and a
 * service over that file or over PostgreSQL.
 */
@NullMarked
package dev.sluice.service.addressbook;

import org.jspecify.annotations.NullMarked;
