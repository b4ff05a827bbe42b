package dev.thermocline.registry.artifact.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** The files of frozen versions, which nobody changes. */
class FrozenFilesTest extends ArtifactCalls {
  private final ObjectStore store;

  FrozenFilesTest(
      @LocalServerPort int port, @Autowired JsonMapper json, @Autowired ObjectStore store) {
    super(port, json);
    this.store = store;
  }

  @Test
  void readsFrozenVersionsAndLetsNobodyChangeThem() throws Exception {
    byte[] bytes = random(5000);
    String prefix = "fraud-" + UUID.randomUUID() + "/v1/";
    String models = SERVERS.s3().bucket("model-artifacts");
    store.put(new ObjectAddress(models, prefix + "files/MLmodel"), bytes, PutOptions.create());
    store.put(new ObjectAddress(models, prefix + "files/sub/x"), bytes, PutOptions.create());
    String manifest =
        "{\"model\":\"fraud\",\"version\":\"1\",\"files\":["
            + "{\"path\":\"MLmodel\",\"size\":5000,\"sha256\":\""
            + Sha256.of(bytes)
            + "\",\"mediaType\":\"text/plain\"},"
            + "{\"path\":\"sub/x\",\"size\":5000,\"sha256\":\""
            + Sha256.of(random(10))
            + "\"}]}";
    store.put(
        new ObjectAddress(models, prefix + "manifest.json"),
        manifest.getBytes(StandardCharsets.UTF_8),
        PutOptions.create());

    assertThat(list("frozen/" + prefix).toString())
        .isEqualTo(
            "[{\"path\":\"MLmodel\",\"is_dir\":false,\"file_size\":5000},"
                + "{\"path\":\"sub\",\"is_dir\":true}]");
    assertThat(list("frozen/" + prefix + "sub").size()).isEqualTo(1);
    assertThat(get("artifacts/frozen/" + prefix + "MLmodel").body()).isEqualTo(bytes);
    assertThat(failsToRead("artifacts/frozen/" + prefix + "sub/x")).isTrue();
    assertThat(get("artifacts/frozen/" + prefix + "no").statusCode()).isEqualTo(404);
    assertThat(get("artifacts/frozen/no/v1/MLmodel").statusCode()).isEqualTo(404);
    assertThat(put("artifacts/frozen/" + prefix + "new", bytes, null).statusCode()).isEqualTo(403);
    assertThat(delete("artifacts/frozen/" + prefix + "MLmodel").statusCode()).isEqualTo(403);
  }
}
