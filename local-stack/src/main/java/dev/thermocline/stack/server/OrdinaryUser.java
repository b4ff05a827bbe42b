package dev.thermocline.stack.server;

import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** PostgreSQL refuses to run as root: this is who runs it instead. */
final class OrdinaryUser {
  private OrdinaryUser() {}

  /** What to put before a command so that it does not run as root; nothing for ordinary users. */
  static List<String> prefix(Path data) throws IOException {
    if (!isRoot()) {
      return List.of();
    }
    if (works("unshare", "-U", "true")) {
      return List.of("unshare", "-U");
    }
    List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    if (!works("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true")) {
      throw new StackFailure(
          "postgres",
          "it refuses to run as root, and neither `unshare -U` nor `setpriv` works here",
          "start as an ordinary user, or point THERMOCLINE_POSTGRES_URL at a server of your own");
    }
    if (!works("chown", "-R", "65534:65534", data.toString())) {
      throw new StackFailure(
          "postgres",
          "it refuses to run as root, and " + data + " cannot be given to `nobody`",
          "start as an ordinary user, or point THERMOCLINE_POSTGRES_URL at a server of your own");
    }
    for (Path above = data.getParent(); above != null; above = above.getParent()) {
      if (!works(
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups",
          "test",
          "-x",
          above.toString())) {
        throw new StackFailure(
            "postgres",
            "it refuses to run as root, and `nobody` may not enter " + above,
            "chmod o+x " + above + ", or start as an ordinary user");
      }
    }
    return nobody;
  }

  /** Whether root has given the folder away to be able to start at all. */
  static boolean isNobody(Path data) throws IOException {
    return isRoot()
        && !works("unshare", "-U", "true")
        && Integer.valueOf(65_534).equals(Files.getAttribute(data, "unix:uid"));
  }

  private static boolean isRoot() throws IOException {
    Path home = Path.of("/proc/self");
    return Files.exists(home)
        ? Integer.valueOf(0).equals(Files.getAttribute(home, "unix:uid"))
        : "root".equals(System.getProperty("user.name"));
  }

  private static boolean works(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .onExit()
              .join()
              .exitValue()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
