package dev.thermocline.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Keeps the containers for several test JVMs, until standard input ends. */
final class SharedContainers {
  private SharedContainers() {}

  /** The argument is the file that is to receive the addresses. */
  static void main(String[] arguments) throws IOException {
    DockerServers.start().save(Path.of(arguments[0]).toAbsolutePath());
    System.in.transferTo(OutputStream.nullOutputStream());
  }
}
