package dev.thermocline.cold.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders whose files are hard links to files of the cache. Each process has a room of its own for
 * them with a lock that it holds while it lives; rooms of dead processes are removed.
 */
final class FolderViews implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(FolderViews.class);
  private static final String LOCK = ".lock";

  private final Path room;
  private final Path lockFile;
  private final FileChannel channel;
  private final FileLock lock;

  FolderViews(Path folders) throws IOException {
    while (true) {
      Path own = folders.resolve(UUID.randomUUID() + LOCK);
      FileChannel opened =
          FileChannel.open(own, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      FileLock locked = opened.lock();
      // Before it was locked, another process may have taken it for abandoned.
      if (Files.exists(own)) {
        lockFile = own;
        channel = opened;
        lock = locked;
        break;
      }
      opened.close();
    }
    room = Files.createDirectories(roomOf(lockFile));
    removeAbandoned(folders);
  }

  private static Path roomOf(Path lockFile) {
    String name = lockFile.getFileName().toString();
    return lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
  }

  Path create(Map<String, Path> files) throws IOException {
    Path view = Files.createDirectories(room.resolve(UUID.randomUUID().toString()));
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Path at = view.resolve(file.getKey()).normalize();
      if (!at.startsWith(view) || at.equals(view)) {
        throw new IOException("'" + file.getKey() + "' leads out of the folder it belongs to.");
      }
      Files.createDirectories(at.getParent());
      link(at, file.getValue());
    }
    return view;
  }

  void remove(Path view) {
    try {
      CacheFiles.deleteTree(view);
    } catch (IOException leftToTheNextProcess) {
      log.atWarn()
          .addKeyValue("folder", view)
          .setCause(leftToTheNextProcess)
          .log("A folder of the disk cache could not be removed.");
    }
  }

  @Override
  public void close() throws IOException {
    CacheFiles.deleteTree(room);
    Files.deleteIfExists(lockFile);
    try (channel) {
      lock.release();
    }
  }

  private static void link(Path at, Path file) throws IOException {
    try {
      Files.createLink(at, file);
    } catch (UnsupportedOperationException noHardLinks) {
      Files.copy(file, at);
    }
  }

  private void removeAbandoned(Path folders) throws IOException {
    List<Path> locks;
    try (Stream<Path> all = Files.list(folders)) {
      locks = all.filter(path -> path.toString().endsWith(LOCK)).toList();
    }
    for (Path other : locks) {
      if (other.equals(lockFile)) {
        continue;
      }
      try (FileChannel one = FileChannel.open(other, StandardOpenOption.WRITE)) {
        FileLock dead = one.tryLock();
        if (dead != null) {
          CacheFiles.deleteTree(roomOf(other));
          Files.deleteIfExists(other);
        }
      } catch (NoSuchFileException removedMeanwhile) {
        // Another process was faster.
      }
    }
  }
}
