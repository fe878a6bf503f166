package dev.sluice.json;

/**
 * What a codec forgives when it reads and how it spells what it writes.
 *
 * @param ignoreUnknownFields whether unknown fields and unknown enum names are skipped instead of
 *     refused
 * @param maxDepth how many objects and arrays may be open at once in JSON that is read, from 1 to
 *     200; reading and writing take stack in proportion
 * @param caseInsensitiveEnums whether enum names are read in any case
 * @param emitDefaults whether fields without presence are written when they hold their default, and
 *     repeated fields and maps when they are empty
 * @param protoFieldNames whether fields are written under their proto names instead of their JSON
 *     names; both are always read
 * @param enumsAsNumbers whether enums are written as numbers
 * @param int64AsNumbers whether 64-bit integers are written as numbers instead of strings; many
 *     clients lose digits beyond 2<sup>53</sup>
 */
public record JsonOptions(
    boolean ignoreUnknownFields,
    int maxDepth,
    boolean caseInsensitiveEnums,
    boolean emitDefaults,
    boolean protoFieldNames,
    boolean enumsAsNumbers,
    boolean int64AsNumbers) {

  private static final int MAX_DEPTH = 200;
  private static final JsonOptions DEFAULTS =
      new JsonOptions(false, 100, false, false, false, false, false);

  /**
   * Checks the depth.
   *
   * @throws IllegalArgumentException if the depth is out of range
   */
  public JsonOptions {
    if (maxDepth < 1 || maxDepth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "maxDepth: " + maxDepth + " (expected: 1 to " + MAX_DEPTH + ")");
    }
  }

  /** Strict reading to a depth of 100; JSON names, enum names and quoted 64-bit integers. */
  public static JsonOptions defaults() {
    return DEFAULTS;
  }

  /** These options, with unknown fields skipped or refused. */
  public JsonOptions withIgnoreUnknownFields(boolean ignore) {
    return new JsonOptions(
        ignore,
        maxDepth,
        caseInsensitiveEnums,
        emitDefaults,
        protoFieldNames,
        enumsAsNumbers,
        int64AsNumbers);
  }

  /** These options, with another depth. */
  public JsonOptions withMaxDepth(int depth) {
    return new JsonOptions(
        ignoreUnknownFields,
        depth,
        caseInsensitiveEnums,
        emitDefaults,
        protoFieldNames,
        enumsAsNumbers,
        int64AsNumbers);
  }

  /** These options, with enum names read in any case or only in their own. */
  public JsonOptions withCaseInsensitiveEnums(boolean insensitive) {
    return new JsonOptions(
        ignoreUnknownFields,
        maxDepth,
        insensitive,
        emitDefaults,
        protoFieldNames,
        enumsAsNumbers,
        int64AsNumbers);
  }

  /** These options, with defaults written or left out. */
  public JsonOptions withEmitDefaults(boolean emit) {
    return new JsonOptions(
        ignoreUnknownFields,
        maxDepth,
        caseInsensitiveEnums,
        emit,
        protoFieldNames,
        enumsAsNumbers,
        int64AsNumbers);
  }

  /** These options, with proto names or JSON names written. */
  public JsonOptions withProtoFieldNames(boolean proto) {
    return new JsonOptions(
        ignoreUnknownFields,
        maxDepth,
        caseInsensitiveEnums,
        emitDefaults,
        proto,
        enumsAsNumbers,
        int64AsNumbers);
  }

  /** These options, with enums written as numbers or names. */
  public JsonOptions withEnumsAsNumbers(boolean numbers) {
    return new JsonOptions(
        ignoreUnknownFields,
        maxDepth,
        caseInsensitiveEnums,
        emitDefaults,
        protoFieldNames,
        numbers,
        int64AsNumbers);
  }

  /** These options, with 64-bit integers written as numbers or strings. */
  public JsonOptions withInt64AsNumbers(boolean numbers) {
    return new JsonOptions(
        ignoreUnknownFields,
        maxDepth,
        caseInsensitiveEnums,
        emitDefaults,
        protoFieldNames,
        enumsAsNumbers,
        numbers);
  }
}
