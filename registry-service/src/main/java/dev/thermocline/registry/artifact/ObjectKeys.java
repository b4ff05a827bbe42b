package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.kit.project.Project;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Makes addresses for new objects: the path, readable, and behind it 128 random bits, so that no
 * two writes ever share a key and nobody guesses one.
 */
public final class ObjectKeys {
  private final String bucket;
  private final SecureRandom random = new SecureRandom();

  public ObjectKeys(String bucket) {
    this.bucket = bucket;
  }

  public String bucket() {
    return bucket;
  }

  ObjectAddress next(Project project, ArtifactPath path) {
    return new ObjectAddress(bucket, project.pathPrefix() + path + "/" + secret(16));
  }

  String secret(int bytes) {
    byte[] bits = new byte[bytes];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}
