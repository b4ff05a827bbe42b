package dev.thermocline.cold;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an object, or of a range of it, on their way. Closing before the end gives the
 * connection up instead of reading the rest. For one thread.
 */
public final class ObjectContent implements Closeable {
  private final ObjectInfo info;
  private final long length;
  private final InputStream bytes;
  private final Closeable release;

  /**
   * @param length how many bytes {@code bytes} will give
   */
  public ObjectContent(ObjectInfo info, long length, InputStream bytes, Closeable release) {
    this.info = info;
    this.length = length;
    this.bytes = bytes;
    this.release = release;
  }

  /** About the whole object, also when only a range was asked for. */
  public ObjectInfo info() {
    return info;
  }

  public long length() {
    return length;
  }

  public InputStream bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    release.close();
  }
}
