package dev.sluice.service.addressbook;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Something that cannot be done with an address book, or be in one; its message is one line for a
 * person. When it is thrown, the file is as it was, unless the message says otherwise.
 */
public final class AddressBookException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  AddressBookException(String message) {
    super(message);
  }

  AddressBookException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
