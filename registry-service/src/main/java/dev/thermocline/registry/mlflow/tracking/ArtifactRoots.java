package dev.thermocline.registry.mlflow.tracking;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.artifact.ArtifactPath;

/** Where the artifacts of a run, a logged model or a version lie among those kept here. */
final class ArtifactRoots {
  private static final String OURS = "mlflow-artifacts:/";

  private ArtifactRoots() {}

  static ArtifactPath folder(String uri) {
    if (!uri.startsWith(OURS)) {
      throw new ThermoclineException(
          ErrorKind.BAD_REQUEST,
          "The artifacts at "
              + uri
              + " are not kept by this server. List them with a client that can reach that place.");
    }
    return ArtifactPath.of(uri.substring(OURS.length()));
  }

  static ArtifactPath file(String uri, String path) {
    return ArtifactPath.of(folder(uri).value() + "/" + ArtifactPath.of(path).value());
  }
}
