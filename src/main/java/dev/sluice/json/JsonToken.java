package dev.sluice.json;

/** The tokens of a JSON document; colons and commas are none. */
enum JsonToken {
  OBJECT,
  OBJECT_END,
  ARRAY,
  ARRAY_END,
  NAME,
  STRING,
  NUMBER,
  TRUE,
  FALSE,
  NULL
}
