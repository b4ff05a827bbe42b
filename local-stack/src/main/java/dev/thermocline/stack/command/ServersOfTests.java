package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.TemporaryServers;
import dev.thermocline.stack.build.Maven;
import dev.thermocline.stack.process.Jdk;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The servers that all modules of one run of the tests share, and the file that says where. */
final class ServersOfTests implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private interface End {
    void end() throws IOException;
  }

  private final Path addresses;
  private final End end;

  private ServersOfTests(Path addresses, End end) {
    this.addresses = addresses;
    this.end = end;
  }

  Path addresses() {
    return addresses;
  }

  static ServersOfTests local() throws IOException, InterruptedException {
    TemporaryServers servers = TemporaryServers.start();
    Path file = servers.folder().resolve("addresses.properties");
    servers.addresses().save(file);
    return new ServersOfTests(file, servers::close);
  }

  /** Containers, held by a JVM that has Testcontainers and ends with this one. */
  static ServersOfTests docker(Home home) throws IOException, InterruptedException {
    Files.createDirectories(home.services());
    Path target = home.checkout().resolve("test-kit/target");
    Path libraries = target.resolve("holder.classpath");
    Maven.run(
        home,
        List.of(
            "-q",
            "-pl",
            "test-kit",
            "-am",
            "compile",
            "dependency:build-classpath",
            "-Dmdep.outputFile=" + libraries,
            "-Dmdep.includeScope=compile",
            "-Dspotless.check.skip=true",
            "-Denforcer.skip=true"));
    Path folder = Files.createTempDirectory("thermocline-containers-");
    Path file = folder.resolve("addresses.properties");
    Path log = folder.resolve("log");
    Process holder =
        new ProcessBuilder(
                Jdk.java(),
                "-cp",
                target.resolve("classes") + ":" + Files.readString(libraries).strip(),
                "dev.thermocline.testkit.SharedContainers",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    ServersOfTests servers = new ServersOfTests(file, () -> end(holder, folder));
    boolean there = false;
    try {
      there = await(holder, file);
      if (!there) {
        throw new IOException("The containers of the tests did not start:\n" + tail(log));
      }
      return servers;
    } finally {
      if (!there) {
        servers.close();
      }
    }
  }

  static boolean dockerListens() {
    String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    if (!host.startsWith("unix://")) {
      return true;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(host.substring("unix://".length())));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean await(Process holder, Path file) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(file)) {
      if (holder.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        return false;
      }
    }
    return true;
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  private static void end(Process holder, Path folder) throws IOException {
    holder.getOutputStream().close();
    try {
      if (!holder.waitFor(30, TimeUnit.SECONDS)) {
        holder.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      holder.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(folder.resolve("addresses.properties"));
    Files.deleteIfExists(folder.resolve("log"));
    Files.deleteIfExists(folder);
  }

  @Override
  public void close() throws IOException {
    end.end();
  }
}
