package dev.thermocline.stack.server;

import dev.thermocline.stack.process.StackFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked once from the jar that carries them. */
final class PostgresBinaries {
  private static final Pattern JAR = Pattern.compile("/([^/]+-((\\d+)\\.\\d+)[\\d.]*)\\.jar!");

  private final Path home;
  private final String version;
  private final String majorVersion;

  private PostgresBinaries(Path home, String version, String majorVersion) {
    this.home = home;
    this.version = version;
    this.majorVersion = majorVersion;
  }

  /** Unpacks below the folder unless that was done before; safe beside other processes. */
  static PostgresBinaries in(Path folder) throws IOException {
    String resource = resource();
    URL url = PostgresBinaries.class.getResource(resource);
    if (url == null) {
      throw new StackFailure(
          "postgres",
          "the class path carries no PostgreSQL for this system (" + resource + ")",
          "point THERMOCLINE_POSTGRES_URL at a PostgreSQL 18 server of your own");
    }
    Matcher jar = JAR.matcher(url.toString());
    if (!jar.find()) {
      throw new IOException("cannot tell the version of PostgreSQL from " + url);
    }
    Path home = folder.resolve(jar.group(1));
    Files.createDirectories(folder);
    Path lockFile = folder.resolve(jar.group(1) + ".lock");
    synchronized (PostgresBinaries.class) {
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !Files.exists(home)) {
          unpack(url, home);
        }
      }
    }
    return new PostgresBinaries(home, jar.group(2), jar.group(3));
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  String version() {
    return version;
  }

  String majorVersion() {
    return majorVersion;
  }

  private static String resource() {
    String architecture =
        System.getProperty("os.arch").matches("aarch64|arm64") ? "arm_64" : "x86_64";
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    return "/postgres-" + (mac ? "darwin" : "linux") + "-" + architecture + ".txz";
  }

  /** All or nothing: a folder with its final name is whole. */
  private static void unpack(URL archive, Path home) throws IOException {
    Path unfinished = Files.createTempDirectory(home.getParent(), "unpacking-");
    try (InputStream in = archive.openStream();
        var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = unfinished.resolve(entry.getName()).normalize();
        if (!file.startsWith(unfinished)) {
          throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        unpack(tar, entry, file);
      }
    }
    if (!unfinished.toFile().setExecutable(true, false)
        || !unfinished.toFile().setReadable(true, false)) {
      throw new IOException(unfinished + " cannot be opened to the user that runs PostgreSQL");
    }
    Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    if ((entry.getMode() & 0100) != 0 && !file.toFile().setExecutable(true, false)) {
      throw new IOException(file + " cannot be made executable");
    }
  }
}
