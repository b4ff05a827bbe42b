package dev.thermocline.stack.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a class of this class path in a small JVM of its own. */
final class ChildJvm {
  private ChildJvm() {}

  static List<String> command(String mainClass, String heap, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:ReservedCodeCacheSize=48m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                // Netty, Kafka and others use it until they have moved; not our code.
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.awt.headless=true",
                "-Duser.timezone=UTC",
                "-Dlogback.configurationFile=dev/thermocline/stack/server/logback.xml",
                mainClass));
    command.addAll(arguments);
    return command;
  }

  /** The class path travels beside the command: it is longer than some systems allow there. */
  static Map<String, String> environment() {
    return Map.of("CLASSPATH", System.getProperty("java.class.path"));
  }
}
