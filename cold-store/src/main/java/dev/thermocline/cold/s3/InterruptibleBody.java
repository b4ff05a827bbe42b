package dev.thermocline.cold.s3;

import dev.thermocline.cold.ObjectAddress;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * An answer's bytes. An end before the announced length is an error, and closing early drops the
 * connection instead of reading the rest of a large object from it.
 */
final class InterruptibleBody extends FilterInputStream {
  private final ObjectAddress at;
  private final ResponseInputStream<?> answer;
  private long left;

  InterruptibleBody(ObjectAddress at, ResponseInputStream<?> answer, long length) {
    super(answer);
    this.at = at;
    this.answer = answer;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? -1 : 1);
    return next;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int count = super.read(to, offset, length);
    count(count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    left -= skipped;
    return skipped;
  }

  @Override
  public void close() throws IOException {
    if (left > 0) {
      answer.abort();
    } else {
      super.close();
    }
  }

  private void count(int read) throws IOException {
    if (read >= 0) {
      left -= read;
    } else if (left > 0) {
      throw new EOFException(at + " ended " + left + " bytes early.");
    }
  }
}
