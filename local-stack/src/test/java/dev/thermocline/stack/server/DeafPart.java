package dev.thermocline.stack.server;

import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A process that lives and never answers. */
final class DeafPart implements Part {
  private final Path folder;
  private final Port port;

  DeafPart(Path folder, Port port) {
    this.folder = folder;
    this.port = port;
  }

  @Override
  public String name() {
    return "deaf";
  }

  @Override
  public String url() {
    return "nowhere";
  }

  @Override
  public String version() {
    return "";
  }

  @Override
  public List<Port> ports() {
    return List.of(port);
  }

  @Override
  public Launch prepare() {
    return new Launch(
        List.of("/bin/sh", "-c", "echo I was born; exec sleep 600"),
        folder,
        folder.resolve("deaf.log"),
        "TERM");
  }

  @Override
  public void probe() throws IOException {
    throw new IOException("nobody answers");
  }
}
