package dev.thermocline.registry.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.Sha256;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Versions that a point-in-time join made. */
class DatasetJoinsTest extends DatasetCalls {
  DatasetJoinsTest(@LocalServerPort int port, @Autowired ObjectStore store) {
    super(port, store);
  }

  @Test
  void registersWhatAJoinMadeAndMakesTheDataset() throws Exception {
    String folder = "curated/joins/" + UUID.randomUUID() + "/";
    put(folder + "part-0.parquet", parquet());

    Answer made = register(join(folder, parquet().length, Sha256.of(parquet()), 3));

    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    assertThat(made.body().path("origin").asString()).isEqualTo("join");
    assertThat(made.body().at("/snapshots/0/view").asString()).isEqualTo("vitals");
    assertThat(made.body().at("/snapshots/0/number").asLong()).isEqualTo(12);
    assertThat(made.body().path("rowsDigest").asString()).isEqualTo("r1");
    assertThat(client.get(base).body().path("zone").asString()).isEqualTo("curated");
    assertThat(register(join(folder, parquet().length, Sha256.of(parquet()), 3)).status())
        .isEqualTo(200);
  }

  @Test
  void refusesAJoinWhoseFilesAreNotWhatItSays() throws Exception {
    String folder = "curated/joins/" + UUID.randomUUID() + "/";
    put(folder + "part-0.parquet", parquet());
    String sha256 = Sha256.of(parquet());

    assertThat(register(join(folder, 1, sha256, 3)).body().path("detail").asString())
        .contains("bytes, not 1");
    assertThat(
            register(join(folder, parquet().length, "0".repeat(64), 3))
                .body()
                .path("detail")
                .asString())
        .contains("has the SHA-256 " + sha256);
    assertThat(register(join(folder, parquet().length, sha256, 4)).body().path("detail").asString())
        .isEqualTo("'rows' says 4, and the files have 3.");
    assertThat(register(join(folder + "no/", 1, sha256, 3)).body().path("detail").asString())
        .startsWith("There is no file at");
    assertThat(client.get(base).status()).isEqualTo(404);
  }

  private static String join(String folder, long size, String sha256, long rows) {
    return """
    {"source":{"kind":"join","joinId":"j1","prefix":"s3://%s/%s",
      "files":[{"path":"part-0.parquet","size":%d,"sha256":"%s"}],
      "snapshots":[{"view":"vitals","number":12}]},
     "rows":%d,"rowsDigest":"r1"}
    """
        .formatted(BUCKET, folder, size, sha256, rows);
  }
}
