package dev.thermocline.cold;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes bytes on and checks their number and SHA-256. The last bytes are withheld until the digest
 * agrees, so a reader who got the announced length got the right bytes.
 */
public final class VerifiedInputStream extends FilterInputStream {
  private final String what;
  private final long size;
  private final String sha256;
  private final Sha256 running = new Sha256();
  private long seen;
  private boolean checked;

  public VerifiedInputStream(String what, InputStream in, long size, String sha256) {
    super(in);
    this.what = what;
    this.size = size;
    this.sha256 = sha256;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int count = super.read(to, offset, length);
    if (count > 0) {
      running.update(to, offset, count);
      seen += count;
    }
    if (count < 0 || seen >= size) {
      check();
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    throw new IOException("Bytes that are checked cannot be skipped.");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void check() throws IOException {
    if (seen != size) {
      throw new DamagedException(what + " should have " + size + " bytes and gave " + seen + ".");
    }
    if (!checked) {
      checked = true;
      String actual = running.hex();
      if (!actual.equals(sha256)) {
        throw new DamagedException(
            what + " should have the SHA-256 " + sha256 + " and has " + actual + ".");
      }
    }
  }

  /** The bytes are not the recorded ones. */
  public static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }
}
