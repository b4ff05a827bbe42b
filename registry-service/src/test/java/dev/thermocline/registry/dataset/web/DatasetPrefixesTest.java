package dev.thermocline.registry.dataset.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Versions of files that lie in the store already. */
class DatasetPrefixesTest extends DatasetCalls {
  DatasetPrefixesTest(@LocalServerPort int port, @Autowired ObjectStore store) {
    super(port, store);
  }

  @Test
  void registersFilesWhereTheyLie() throws Exception {
    create("raw");
    put("raw/" + name + "/1/a.parquet", parquet());
    put("raw/" + name + "/1/b.parquet", parquet());

    Answer job = finished(prefix("s3://" + BUCKET + "/raw/" + name + "/1"));

    assertThat(job.body().path("state").asString())
        .as(job.body().toString())
        .isEqualTo("succeeded");
    assertThat(job.body().at("/result/version").asString()).isEqualTo("1");
    Answer version = client.get(base + "/versions/1");
    assertThat(version.body().path("rows").asLong()).isEqualTo(6);
    assertThat(version.body().at("/schema/0/name").asString()).isEqualTo("id");
    assertThat(version.body().path("origin").asString()).isEqualTo("prefix");
  }

  @Test
  void noticesAFileThatWasChangedBehindItsBack() {
    create("raw");
    String key = "raw/" + name + "/1/a.txt";
    put(key, "first".getBytes(UTF_8));
    finished(prefix("raw/" + name + "/1/"));
    put(key, "other".getBytes(UTF_8));

    Answer changed = client.get(base + "/versions/1/content?path=a.txt");

    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.body().path("code").asString()).isEqualTo("source-changed");
    assertThat(changed.body().path("detail").asString()).contains("a.txt");
  }

  @Test
  void refusesAPrefixThatIsEmptyOrHuge() {
    create("raw");
    for (int i = 0; i < 6; i++) {
      put("raw/" + name + "/many/" + i, new byte[1]);
    }
    put("raw/" + name + "/large/1", new byte[1024 * 1024 + 1]);

    assertThat(prefix("raw/" + name + "/none/").body().path("detail").asString())
        .startsWith("There are no files below s3://" + BUCKET + "/raw/" + name + "/none/");
    assertThat(prefix("raw/" + name + "/many/").body().path("detail").asString())
        .startsWith("There are more than 5 files below");
    assertThat(prefix("raw/" + name + "/large/").body().path("detail").asString())
        .contains("1048577 bytes");
    assertThat(client.get(base + "/versions").body().path("versions").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processed/x/",
        "elsewhere/x/",
        "s3://another-bucket/raw/x/",
        "raw/../curated/",
        "/raw/x/",
        "raw//x/",
        "projects/other/raw/x/",
        ""
      })
  void refusesAPrefixThatIsNotOfItsZone(String prefix) {
    create("raw");
    put("processed/x/1", new byte[1]);

    assertThat(prefix(prefix).status()).isIn(400, 409);
  }
}
