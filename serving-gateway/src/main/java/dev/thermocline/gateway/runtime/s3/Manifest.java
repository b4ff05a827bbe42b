package dev.thermocline.gateway.runtime.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The list of a frozen version's files with their digests. */
record Manifest(List<File> files) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  record File(String path, long size, String sha256) {}

  /**
   * @throws IOException when it is no manifest, or one whose paths leave the folder
   */
  static Manifest read(byte[] text) throws IOException {
    try {
      List<File> files = new ArrayList<>();
      for (JsonNode file : JSON.readTree(text).required("files")) {
        files.add(
            new File(
                checked(file.required("path").stringValue()),
                file.required("size").longValue(),
                file.required("sha256").stringValue()));
      }
      return new Manifest(List.copyOf(files));
    } catch (JacksonException notAManifest) {
      throw new IOException("its manifest cannot be read", notAManifest);
    }
  }

  private static String checked(String path) throws IOException {
    boolean inside = !path.isEmpty() && path.indexOf('\\') < 0 && path.indexOf('\0') < 0;
    for (String name : path.split("/", -1)) {
      inside &= !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }
    if (!inside) {
      throw new IOException("its manifest names '" + path + "', which is outside its folder");
    }
    return path;
  }

  Set<String> paths() {
    Set<String> paths = new HashSet<>();
    files.forEach(file -> paths.add(file.path()));
    return paths;
  }

  long bytes() {
    return files.stream().mapToLong(File::size).sum();
  }
}
