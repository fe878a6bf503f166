package dev.sluice.json;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;

/** A type of an edition whose messages are encoded like groups. */
final class DelimitedMessages {

  private static final String FILE =
      """
      name: "delimited.proto"
      package: "sluice.test.v1"
      syntax: "editions"
      edition: EDITION_2023
      options { features { message_encoding: DELIMITED } }
      dependency: "google/protobuf/timestamp.proto"
      dependency: "google/protobuf/wrappers.proto"
      message_type {
        name: "Delimited"
        field { name: "part" number: 1 type: TYPE_MESSAGE type_name: ".sluice.test.v1.Delimited.Part" }
        field {
          name: "many_parts"
          number: 2
          label: LABEL_REPEATED
          type: TYPE_MESSAGE
          type_name: ".sluice.test.v1.Delimited.Part"
        }
        field {
          name: "chosen_part"
          number: 3
          type: TYPE_MESSAGE
          type_name: ".sluice.test.v1.Delimited.Part"
          oneof_index: 0
        }
        field { name: "chosen_text" number: 4 type: TYPE_STRING oneof_index: 0 }
        field {
          name: "by_number"
          number: 5
          label: LABEL_REPEATED
          type: TYPE_MESSAGE
          type_name: ".sluice.test.v1.Delimited.ByNumberEntry"
        }
        field { name: "time" number: 6 type: TYPE_MESSAGE type_name: ".google.protobuf.Timestamp" }
        field {
          name: "wrappers"
          number: 7
          label: LABEL_REPEATED
          type: TYPE_MESSAGE
          type_name: ".google.protobuf.Int32Value"
        }
        field {
          name: "prefixed"
          number: 8
          type: TYPE_MESSAGE
          type_name: ".sluice.test.v1.Delimited.Part"
          options { features { message_encoding: LENGTH_PREFIXED } }
        }
        oneof_decl { name: "choice" }
        nested_type {
          name: "Part"
          field { name: "text" number: 1 type: TYPE_STRING }
          field { name: "part" number: 2 type: TYPE_MESSAGE type_name: ".sluice.test.v1.Delimited.Part" }
          field {
            name: "needed"
            number: 3
            type: TYPE_INT32
            options { features { field_presence: LEGACY_REQUIRED } }
          }
        }
        nested_type {
          name: "ByNumberEntry"
          field { name: "key" number: 1 type: TYPE_INT32 }
          field { name: "value" number: 2 type: TYPE_MESSAGE type_name: ".sluice.test.v1.Delimited" }
          options { map_entry: true }
        }
      }
      """;

  /** The default message of the type; it has no class. */
  static final Message PROTOTYPE = prototype();

  private DelimitedMessages() {}

  private static Message prototype() {
    try {
      FileDescriptor file =
          FileDescriptor.buildFrom(
              TextFormat.parse(FILE, FileDescriptorProto.class),
              new FileDescriptor[] {TimestampProto.getDescriptor(), WrappersProto.getDescriptor()});
      return DynamicMessage.getDefaultInstance(file.findMessageTypeByName("Delimited"));
    } catch (TextFormat.ParseException | DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
