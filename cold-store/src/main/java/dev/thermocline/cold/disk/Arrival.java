package dev.thermocline.cold.disk;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file on its way into the cache, locked by its writer. It becomes visible, whole and verified,
 * with one rename; closed before that, it is gone.
 */
final class Arrival implements Closeable {
  /** Opening a file of one's own for a look would drop the lock on it. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  Arrival(Path path) throws IOException {
    this.path = path;
    OURS.add(path);
    this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    this.lock = channel.lock();
  }

  static boolean isOfThisProcess(Path path) {
    return OURS.contains(path);
  }

  /** Fetches the file and gives its digest; one of another size is refused. */
  String fetch(Fetch source, long size) throws IOException {
    channel.truncate(0);
    channel.position(0);
    Sha256 sha = new Sha256();
    OutputStream out = new Written(sha, size);
    source.into(out);
    if (channel.position() != size) {
      throw new ColdStoreException(
          Reason.DAMAGED, "A file of " + size + " bytes came with " + channel.position() + ".");
    }
    return sha.hex();
  }

  void moveTo(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
      Files.deleteIfExists(path);
    } finally {
      OURS.remove(path);
    }
  }

  private final class Written extends OutputStream {
    private final Sha256 sha;
    private final long most;

    Written(Sha256 sha, long most) {
      this.sha = sha;
      this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (channel.position() + length > most) {
        throw new ColdStoreException(
            Reason.DAMAGED, "A file is longer than the " + most + " bytes that it should have.");
      }
      sha.update(bytes, from, length);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
      while (buffer.hasRemaining()) {
        int _ = channel.write(buffer);
      }
    }
  }
}
