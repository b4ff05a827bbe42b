package dev.thermocline.features.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.RunningOffline;
import dev.thermocline.kit.setting.S3Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Files of rows that are taken in, or refused. */
class IngestionTest extends RunningOffline {
  private final ObjectStore objects;
  private final S3Settings s3;

  @Autowired
  IngestionTest(ObjectStore objects, S3Settings s3) {
    this.objects = objects;
    this.s3 = s3;
  }

  @BeforeEach
  void define() {
    defineView();
  }

  @Test
  void takesAnUploadInPartsInByAJobThatTellsItsProgress() {
    String upload = api.post(ofView("/uploads"), "").body().path("upload").asString();
    byte[] bytes = ROWS.getBytes(UTF_8);
    String parts = ofView("/uploads/" + upload + "/parts/");
    assertThat(api.put(parts + 1, "text/csv", Arrays.copyOfRange(bytes, 0, 40)).status())
        .isEqualTo(200);
    Answer early =
        start("{\"upload\": \"%s\", \"parts\": 2, \"format\": \"csv\"}".formatted(upload));
    assertThat(early.status()).isEqualTo(404);
    assertThat(early.body().path("detail").asString()).contains("Part 2");
    assertThat(api.put(parts + 2, "text/csv", Arrays.copyOfRange(bytes, 40, bytes.length)).status())
        .isEqualTo(200);

    JsonNode job =
        ended(
            ofView("/ingestions/"),
            start("{\"upload\": \"%s\", \"parts\": 2, \"format\": \"csv\"}".formatted(upload)));

    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
    assertThat(job.path("done").asLong()).isEqualTo(2L * bytes.length);
    assertThat(job.path("result").path("rows").asLong()).isEqualTo(3);
    assertThat(job.path("result").path("snapshot").asLong()).isEqualTo(1);
    assertThat(
            objects
                .list(s3.buckets().trainingData(), "processed/uploads/" + upload, null, 10)
                .objects())
        .isEmpty();
  }

  @Test
  void takesAnObjectInByItsPathAndRefusesOneThatIsNotThere() throws IOException {
    objects.put(
        new ObjectAddress(s3.buckets().trainingData(), "raw/" + view + ".csv"),
        ROWS.getBytes(UTF_8),
        PutOptions.overwrite());
    String path = "s3://" + s3.buckets().trainingData() + "/raw/" + view + ".csv";
    JsonNode job = ended(ofView("/ingestions/"), start("{\"path\": \"" + path + "\"}"));

    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
    Answer history = api.get(ofView("/snapshots/1"));
    assertThat(history.body().path("source").asString()).isEqualTo(path);
    assertThat(start("{\"path\": \"" + path + "x.csv\"}").status()).isEqualTo(404);
    assertThat(start("{\"path\": \"s3://backups/a.csv\"}").status()).isEqualTo(400);
    assertThat(start("{\"path\": \"/etc/passwd\"}").status()).isEqualTo(400);
    assertThat(start("{\"upload\": \"x\", \"parts\": 1, \"format\": \"csv\"}").status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 'high' AS bp | its column 'bp' is VARCHAR",
        "SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DECIMAL(9,2) AS bp | its column 'bp' is DECIMAL",
        "SELECT 'NaN'::DOUBLE AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5 AS bp | its column 'patient_id' is DOUBLE",
        "SELECT 1 AS patient_id, TIME '10:00:00' AS event_time, 1.5::DOUBLE AS bp | its column 'event_time' is TIME",
        "SELECT 1 AS patient_id, TIMESTAMP_NS '2026-01-01 00:00:00.000000001' AS event_time, 1.5::DOUBLE AS bp | event_time",
        "SELECT 1 AS patient_id, TIMESTAMPTZ '1700-01-01 00:00:00+05' AS event_time, 1.5::DOUBLE AS bp | before 1830",
        "SELECT 99999999999999999999::HUGEINT AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DOUBLE AS bp | its column 'patient_id'",
        "SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DOUBLE AS bp WHERE false | has no rows",
        "SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DOUBLE AS bp, 1 AS file_index | scans of files keep",
      })
  void refusesParquetThatDoesNotFitAndNamesTheColumn(String select, String message)
      throws IOException {
    Answer answer = uploaded(PARQUET, parquet(select));

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
    assertThat(answer.body().path("detail").asString()).contains(message).doesNotContain("/tmp");
    assertThat(api.get(ofView("/snapshots")).body().path("items")).isEmpty();
  }

  /** Files that pyarrow wrote: encrypted whole, and one column of it behind a footer in plain. */
  @ParameterizedTest
  @ValueSource(strings = {"encrypted.parquet", "encrypted-columns.parquet"})
  void refusesParquetThatSomebodyEncrypted(String name) throws IOException {
    try (InputStream file = IngestionTest.class.getResourceAsStream(name)) {
      Answer answer = uploaded(PARQUET, Objects.requireNonNull(file).readAllBytes());
      assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
      assertThat(answer.body().path("detail").asString()).contains("encrypted");
    }
    assertThat(api.get(ofView("/snapshots")).body().path("items")).isEmpty();
  }

  private Answer start(String body) {
    return api.post(ofView("/ingestions"), body);
  }
}
