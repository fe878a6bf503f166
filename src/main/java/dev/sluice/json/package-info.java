/**
 * Protobuf messages as JSON and back, by the <a
 * href="https://protobuf.dev/programming-guides/json/">proto3 JSON mapping</a>.
 *
 * <p>Each message type is compiled once into a table of its fields. Reading goes through the JSON
 * in one pass and gives the builders of messages what it finds; writing goes through the fields in
 * one pass. Fields are reached by protobuf's own reflection at first; those of generated messages
 * that prove to be in use by the methods that protoc generates, which classes call that are made in
 * the background. So {@link com.google.protobuf.DynamicMessage} and generated messages take the
 * same path.
 *
 * <p>Reading is stricter than {@link com.google.protobuf.util.JsonFormat}: {@link
 * dev.sluice.json.MessageCodec} lists where.
 */
@NullMarked
package dev.sluice.json;

import org.jspecify.annotations.NullMarked;
