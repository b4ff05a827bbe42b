package dev.thermocline.registry.dataset.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.Sha256;
import dev.thermocline.registry.dataset.Uploads;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Versions made of files that were sent. */
class DatasetUploadsTest extends DatasetCalls {
  private final JdbcTemplate jdbc;
  private final Uploads uploads;

  DatasetUploadsTest(
      @LocalServerPort int port,
      @Autowired ObjectStore store,
      @Autowired JdbcTemplate jdbc,
      @Autowired Uploads uploads) {
    super(port, store);
    this.jdbc = jdbc;
    this.uploads = uploads;
  }

  @Test
  void makesAVersionOfUploadedFiles() throws Exception {
    create("processed");
    String upload = begin();
    send(upload, "data/vitals.parquet", parquet());
    send(upload, "labels.csv", "id,\"la,bel\"\n1,\"x\ny\"\n2,z".getBytes(UTF_8));
    send(upload, "README.md", "twice".getBytes(UTF_8));
    send(upload, "README.md", "hello".getBytes(UTF_8));

    Answer made =
        seal(
            upload,
            ",\"splits\":[{\"name\":\"train\",\"rows\":3,\"files\":[\"data/vitals.parquet\"]}],"
                + "\"preprocessing\":\"none\"");

    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    assertThat(made.body().path("version").asString()).isEqualTo("1");
    assertThat(made.body().path("rows").asLong()).isEqualTo(5);
    assertThat(made.body().path("files").asInt()).isEqualTo(3);
    assertThat(made.body().path("schema").isMissingNode()).isTrue();
    assertThat(made.body().path("mlflowDigest").asString())
        .isEqualTo(made.body().path("digest").asString().substring(0, 32));
    assertThat(made.body().path("location").asString())
        .isEqualTo("s3://" + BUCKET + "/processed/" + name + "/" + upload + "/");
    Answer files = client.get(base + "/versions/1/files");
    assertThat(files.body().at("/files/1/path").asString()).isEqualTo("data/vitals.parquet");
    assertThat(files.body().at("/files/1/sha256").asString()).isEqualTo(Sha256.of(parquet()));
    assertThat(files.body().at("/files/1/rows").asLong()).isEqualTo(3);
    assertThat(files.body().at("/files/2/rows").asLong()).isEqualTo(2);
    Answer content = client.get(base + "/versions/1/content?path=README.md");
    assertThat(new String(content.raw().body(), UTF_8)).isEqualTo("hello");
    assertThat(
            client
                .get(
                    base + "/versions/1/content?path=README.md",
                    "If-None-Match",
                    content.raw().headers().firstValue("etag").orElseThrow())
                .status())
        .isEqualTo(304);
  }

  @Test
  void givesTheRestOfAFileToWhoHasItsBeginning() throws Exception {
    create("raw");
    String upload = begin();
    send(upload, "a.txt", "0123456789".getBytes(UTF_8));
    seal(upload, "");
    String file = base + "/versions/1/content?path=a.txt";

    Answer rest = client.get(file, "Range", "bytes=7-");
    assertThat(rest.status()).isEqualTo(206);
    assertThat(new String(rest.raw().body(), UTF_8)).isEqualTo("789");
    assertThat(rest.raw().headers().firstValue("content-range")).hasValue("bytes 7-9/10");
    assertThat(client.get(file, "Range", "bytes=0-").status()).isEqualTo(200);
    assertThat(client.get(file, "Range", "bytes=2-3").status()).isEqualTo(200);
    assertThat(client.get(file, "Range", "bytes=10-").status()).isEqualTo(416);
  }

  @Test
  void readsTheColumnsOfParquet() throws Exception {
    create("raw");
    String upload = begin();
    send(upload, "a.parquet", parquet());

    Answer made = seal(upload, "");

    List<String> columns = new ArrayList<>();
    made.body()
        .path("schema")
        .forEach(
            each -> columns.add(each.path("name").asString() + " " + each.path("type").asString()));
    assertThat(columns)
        .containsExactly(
            "id int64",
            "bp float64",
            "name string",
            "at timestamp",
            "waves array<float32>",
            "raw bytes",
            "ok bool",
            "small int8",
            "deep struct");
  }

  @Test
  void sweepsWhatNeverBecameAVersion() {
    create("raw");
    String sealed = begin();
    send(sealed, "a.txt", "replaced".getBytes(UTF_8));
    send(sealed, "a.txt", "kept".getBytes(UTF_8));
    seal(sealed, "");
    String left = begin();
    send(left, "a.txt", "left".getBytes(UTF_8));
    jdbc.update("UPDATE dataset_upload SET began_at = began_at - interval '25 hours'");

    uploads.sweep();

    assertThat(store.list(BUCKET, "raw/" + name + "/", null, 100).objects()).hasSize(1);
    assertThat(client.get(base + "/versions/1/content?path=a.txt").status()).isEqualTo(200);
    assertThat(send(left, "b.txt", new byte[1]).status()).isEqualTo(404);
  }
}
