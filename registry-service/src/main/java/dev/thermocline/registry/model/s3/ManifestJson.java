package dev.thermocline.registry.model.s3;

import dev.thermocline.registry.model.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A manifest as canonical bytes: fixed order of fields, files sorted by path, no spaces. */
final class ManifestJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    List<Map<String, Object>> files = manifest.files().stream().map(ManifestJson::fields).toList();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("model", manifest.model());
    document.put("version", manifest.version());
    document.put("files", files);
    return MAPPER.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> fields(Manifest.File file) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", file.path());
    fields.put("size", file.size());
    fields.put("sha256", file.sha256());
    fields.put("mediaType", file.mediaType());
    return fields;
  }

  static Manifest read(byte[] bytes) {
    return MAPPER.readValue(bytes, Manifest.class);
  }
}
