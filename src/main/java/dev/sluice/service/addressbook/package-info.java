/** {@code tutorial.AddressBook}, the address book of the Protocol Buffers tutorials, in a file. */
@NullMarked
package dev.sluice.service.addressbook;

import org.jspecify.annotations.NullMarked;
