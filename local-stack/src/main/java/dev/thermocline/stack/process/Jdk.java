package dev.thermocline.stack.process;

import java.nio.file.Path;

/** The JDK that runs this program; every JVM it starts is one of the same. */
public final class Jdk {
  private Jdk() {}

  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
