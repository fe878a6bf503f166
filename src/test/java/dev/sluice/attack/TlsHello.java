package dev.sluice.attack;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * A ClientHello, made by hand as <a
 * href="https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1.2">RFC 5246</a> has it, in records.
 */
final class TlsHello {

  static final int SSL_3 = 0x0300;
  static final int TLS_1_0 = 0x0301;
  static final int TLS_1_1 = 0x0302;
  static final int TLS_1_2 = 0x0303;

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;
  static final int HEARTBEAT = 24;

  /** ECDHE with RSA and AES in GCM, which all servers have. */
  static final int[] GOOD_CIPHERS = {0xc02f, 0xc030};

  private int version = TLS_1_2;
  private int[] ciphers = GOOD_CIPHERS;
  private byte[] compressions = {0};
  private byte[] extensions =
      join(
          // supported_groups: secp256r1; ec_point_formats; signature_algorithms of RSA with SHA-256
          new byte[] {0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0},
          new byte[] {0, 13, 0, 6, 0, 4, 8, 4, 4, 1});

  TlsHello version(int of) {
    version = of;
    return this;
  }

  TlsHello ciphers(int... of) {
    ciphers = of;
    return this;
  }

  TlsHello compressions(int... of) {
    compressions = Http2Cases.bytes(of);
    return this;
  }

  TlsHello extensions(byte[] of) {
    extensions = of;
    return this;
  }

  /** The handshake message. */
  byte[] message() {
    ByteBuffer body = ByteBuffer.allocate(1 << 17);
    body.putShort((short) version).put(new byte[32]).put((byte) 0);
    body.putShort((short) (2 * ciphers.length));
    for (int cipher : ciphers) {
      body.putShort((short) cipher);
    }
    body.put((byte) compressions.length).put(compressions);
    body.putShort((short) extensions.length).put(extensions);
    byte[] content = new byte[body.flip().remaining()];
    body.get(content);
    return join(ByteBuffer.allocate(4).putInt(1 << 24 | content.length).array(), content);
  }

  /** The handshake message in one record. */
  byte[] record() {
    return record(HANDSHAKE, message());
  }

  static byte[] record(int type, byte[] content) {
    return join(head(type, content.length), content);
  }

  /** The head of a record, that may say more than there is. */
  static byte[] head(int type, int length) {
    return ByteBuffer.allocate(5)
        .put((byte) type)
        .putShort((short) TLS_1_0)
        .putShort((short) length)
        .array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
