package dev.thermocline.stack.server;

import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An object store that speaks S3 and keeps its objects in a folder, in a JVM of its own. */
public final class S3Server implements Part {
  private static final Pattern JAR = Pattern.compile("s3proxy-([\\d.]+)\\.jar");

  private final Path folder;
  private final Port port;
  private final String accessKey;
  private final String secretKey;
  private final List<String> buckets;
  private final AotCache cache;

  public S3Server(
      Path folder,
      Port port,
      String accessKey,
      String secretKey,
      List<String> buckets,
      AotCache cache) {
    this.folder = folder;
    this.port = port;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.buckets = List.copyOf(buckets);
    this.cache = cache;
  }

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public List<Port> ports() {
    return List.of(port);
  }

  @Override
  public Launch prepare() throws IOException {
    Path objects = folder.resolve("objects");
    Files.createDirectories(objects);
    refuseWithoutAttributes(objects);
    Path settings =
        PrivateFile.write(
            folder.resolve("s3.properties"),
            """
            folder=%s
            endpoint=%s
            access-key=%s
            secret-key=%s
            """
                .formatted(objects, endpoint(), accessKey, secretKey));
    return ChildJvm.launch(cache, name(), S3Process.class, "320m", settings, folder);
  }

  @Override
  public void probe() throws Exception {
    if (LoopbackProbe.refuses(port.number())) {
      throw new IOException("nothing listens on port " + port.number());
    }
    try (S3Buckets existing = open()) {
      existing.list();
    }
  }

  @Override
  public void furnish() throws Exception {
    try (S3Buckets existing = open()) {
      existing.create(buckets);
    }
  }

  @Override
  public void stopped(Guard guard, Consumer<String> progress) throws IOException {
    cache.keep(name(), guard, progress);
  }

  @Override
  public String url() {
    return endpoint().toString();
  }

  @Override
  public String version() {
    Matcher jar = JAR.matcher(System.getProperty("java.class.path"));
    return jar.find() ? "S3Proxy " + jar.group(1) : "S3Proxy";
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port.number());
  }

  private S3Buckets open() {
    return new S3Buckets(endpoint(), "us-east-1", accessKey, secretKey);
  }

  /** Content types and digests of objects are kept in the files' own attributes. */
  private void refuseWithoutAttributes(Path objects) throws IOException {
    Path probe = Files.createTempFile(folder, "attributes", "");
    try {
      @Nullable UserDefinedFileAttributeView view =
          Files.getFileAttributeView(probe, UserDefinedFileAttributeView.class);
      if (view == null) {
        throw new IOException("no view of user attributes");
      }
      view.write("thermocline", ByteBuffer.wrap(new byte[] {1}));
    } catch (IOException | UnsupportedOperationException e) {
      throw new StackFailure(
          name(),
          "the file system of "
              + objects
              + " keeps no extended attributes of users ("
              + e.getMessage()
              + ")",
          "put the data on ext4, xfs, btrfs or APFS with THERMOCLINE_HOME, or point"
              + " THERMOCLINE_S3_ENDPOINT at an object store of your own",
          e);
    } finally {
      Files.delete(probe);
    }
  }
}
