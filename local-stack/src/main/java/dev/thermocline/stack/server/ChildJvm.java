package dev.thermocline.stack.server;

import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Jdk;
import dev.thermocline.stack.process.Launch;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts a class of this class path in a small JVM of its own. */
final class ChildJvm {
  private ChildJvm() {}

  /** The launch of a part whose class reads its settings from one file. */
  static Launch launch(
      AotCache cache, String part, Class<?> main, String heap, Path settings, Path folder)
      throws IOException {
    return new Launch(
        command(cache, part, main.getName(), heap, List.of(settings.toString())),
        // The class path travels beside the command: it is longer than some systems allow there.
        Map.of("CLASSPATH", System.getProperty("java.class.path")),
        folder,
        Launch.log(folder, part),
        "TERM");
  }

  private static List<String> command(
      AotCache cache, String part, String mainClass, String heap, List<String> arguments)
      throws IOException {
    List<String> options =
        AotCache.sparing(
            "-Xmx" + heap,
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            // Their libraries use it until they have moved; it is not our code.
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            "-Duser.timezone=UTC",
            "-Dlogback.configurationFile=dev/thermocline/stack/server/logback.xml");
    List<Path> jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    List<String> command = new ArrayList<>();
    command.add(Jdk.java());
    command.addAll(options);
    command.addAll(cache.optionsOrRecording(part, jars, options));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }
}
