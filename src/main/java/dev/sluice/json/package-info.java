/**
 * Protobuf messages as JSON and back, by the <a
 * href="https://protobuf.dev/programming-guides/json/">proto3 JSON mapping</a>.
 *
 * <p>Each message type is compiled once into a table of its fields. Reading turns JSON into the
 * protobuf wire form in one pass and hands that to the type's own parser; writing serialises the
 * message and turns the wire form into JSON in one pass. Only descriptors steer either way, so
 * generated messages and {@link com.google.protobuf.DynamicMessage} take the same path and no field
 * is reached by reflection.
 *
 * <p>Reading is stricter than {@link com.google.protobuf.util.JsonFormat}: {@link
 * dev.sluice.json.MessageCodec} lists where.
 */
@NullMarked
package dev.sluice.json;

import org.jspecify.annotations.NullMarked;
