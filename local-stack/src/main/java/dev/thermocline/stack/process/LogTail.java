package dev.thermocline.stack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, for messages. */
public final class LogTail {
  private static final int MOST_BYTES = 64 * 1024;
  private static final int WIDEST = 400;

  private LogTail() {}

  /** The last lines that say something: without stack frames and blanks, and none endless. */
  static List<String> telling(Path log, long from, int most) {
    List<String> lines =
        lines(log, from, Integer.MAX_VALUE).stream()
            .filter(line -> !line.isBlank())
            .filter(line -> !line.matches("\\s+at .*|\\s+\\.\\.\\. \\d+ (common|more).*"))
            .map(line -> line.length() > WIDEST ? line.substring(0, WIDEST) + "..." : line)
            .toList();
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }

  /** The last lines that were written after the given position. */
  public static List<String> lines(Path log, long from, int most) {
    if (!Files.exists(log)) {
      return List.of();
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(from, file.length() - MOST_BYTES);
      if (start >= file.length()) {
        return List.of();
      }
      file.seek(start);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    } catch (IOException e) {
      return List.of("(its log " + log + " cannot be read: " + e.getMessage() + ")");
    }
  }
}
