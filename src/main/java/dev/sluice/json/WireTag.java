package dev.sluice.json;

/** Tags of the <a href="https://protobuf.dev/programming-guides/encoding/">wire form</a>. */
final class WireTag {

  private static final int TYPE_BITS = 3;

  private WireTag() {}

  static int of(int number, int wireType) {
    return number << TYPE_BITS | wireType;
  }

  static int number(int tag) {
    return tag >>> TYPE_BITS;
  }

  static int wireType(int tag) {
    return tag & ((1 << TYPE_BITS) - 1);
  }
}
