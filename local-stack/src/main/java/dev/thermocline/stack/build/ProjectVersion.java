package dev.thermocline.stack.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that the root pom.xml gives to everything. */
public final class ProjectVersion {
  private static final Pattern OURS =
      Pattern.compile("<artifactId>thermocline</artifactId>\\s*<version>([^<]+)</version>");

  private ProjectVersion() {}

  public static String of(Path checkout) throws IOException {
    Path pom = checkout.resolve("pom.xml");
    Matcher version = OURS.matcher(Files.readString(pom));
    if (!version.find()) {
      throw new IOException(pom + " does not say the version of thermocline");
    }
    return version.group(1);
  }
}
