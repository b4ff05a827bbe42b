package dev.thermocline.stack.server;

import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** The object store's own JVM: S3Proxy over a folder, every signature checked. */
final class S3Process {
  /** A request that is signed as a whole is held in memory to be checked. */
  private static final long LARGEST_UNCHUNKED_REQUEST = 64L << 20;

  private S3Process() {}

  static void main(String[] arguments) throws Exception {
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
      settings.load(reader);
    }
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(settings.getProperty("folder")))
            .endpoint(URI.create(settings.getProperty("endpoint")))
            .awsAuthentication(
                AuthenticationType.AWS_V4,
                settings.getProperty("access-key"),
                settings.getProperty("secret-key"))
            .ignoreUnknownHeaders(true)
            .v4MaxNonChunkedRequestSize(LARGEST_UNCHUNKED_REQUEST)
            .jettyMaxThreads(48)
            .build();
    proxy.start();
  }
}
