package dev.thermocline.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Runs the servers for several test JVMs, until standard input ends. */
final class TestServers {
  private TestServers() {}

  /** The argument is the file that is to receive the addresses. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    try (TemporaryServers servers = TemporaryServers.start()) {
      servers.addresses().save(Path.of(arguments[0]).toAbsolutePath());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
