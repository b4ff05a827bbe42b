package dev.thermocline.stack.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Failures of files, as a person would say them. */
final class Failures {
  private Failures() {}

  static String inWords(IOException e) {
    return switch (e) {
      case AccessDeniedException denied ->
          denied.getFile()
              + " may not be written or read by "
              + System.getProperty("user.name")
              + "; give it to this user, or set THERMOCLINE_HOME to another folder";
      case FileSystemException file ->
          file.getFile()
              + ": "
              + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason())
              + "; set THERMOCLINE_HOME if it should be elsewhere";
      default -> String.valueOf(e.getMessage());
    };
  }
}
