package dev.thermocline.stack.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A digest of everything that a build of some modules reads; no clock and no Maven are asked. */
final class SourceDigest {
  private SourceDigest() {}

  static String of(Path checkout, Collection<String> modules) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
    add(digest, checkout, checkout.resolve("pom.xml"));
    for (String module : modules) {
      add(digest, checkout, checkout.resolve(module).resolve("pom.xml"));
      addAll(digest, checkout, checkout.resolve(module).resolve("src/main"));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 12);
  }

  private static void addAll(MessageDigest digest, Path checkout, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      add(digest, checkout, file);
    }
  }

  private static void add(MessageDigest digest, Path checkout, Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    String head = checkout.relativize(file) + " " + content.length + "\n";
    digest.update(head.getBytes(StandardCharsets.UTF_8));
    digest.update(content);
  }
}
