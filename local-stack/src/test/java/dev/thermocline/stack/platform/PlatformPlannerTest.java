package dev.thermocline.stack.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.LoopbackPorts;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformPlannerTest {
  @TempDir private Path folder;

  @Test
  void startsTheFiveServersOfItsOwnByDefault() throws IOException {
    PlatformPlan plan = plan(Map.of());

    assertThat(plan.servers())
        .extracting(Part::name)
        .containsExactlyInAnyOrder("postgres", "redis-features", "redis-cache", "kafka", "s3");
    assertThat(plan.elsewhere()).isEmpty();
  }

  @Test
  void leavesOutAServerThatASettingReplaces() throws IOException {
    PlatformPlan plan =
        plan(
            Map.of(
                "THERMOCLINE_POSTGRES_URL", "jdbc:postgresql://db.example:6543/facts",
                "THERMOCLINE_POSTGRES_USER", "me",
                "THERMOCLINE_POSTGRES_PASSWORD", "mine",
                "THERMOCLINE_REDIS_CACHE_URL", "rediss://u:p@cache.example",
                "THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS", "one.example:9094,two.example:9094",
                "THERMOCLINE_S3_ENDPOINT", "https://s3.example",
                "THERMOCLINE_S3_ACCESS_KEY", "a",
                "THERMOCLINE_S3_SECRET_KEY", "s"));

    assertThat(plan.servers()).extracting(Part::name).containsExactly("redis-features");
    assertThat(plan.elsewhere())
        .extracting(Elsewhere::url)
        .containsExactlyInAnyOrder(
            "db.example:6543", "cache.example:6379", "one.example:9094", "s3.example:443");
  }

  @Test
  void saysWhichSettingGoesWithAUrl() {
    assertThatThrownBy(() -> plan(Map.of("THERMOCLINE_S3_ENDPOINT", "https://s3.example")))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("THERMOCLINE_S3_ACCESS_KEY")
        .hasMessageContaining("THERMOCLINE_S3_ENDPOINT is set");
  }

  @Test
  void readsASettingFromAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("url"), "redis://u:p@elsewhere.example:1\n");

    PlatformPlan plan = plan(Map.of("THERMOCLINE_REDIS_FEATURES_URL_FILE", file.toString()));

    assertThat(plan.elsewhere()).extracting(Elsewhere::url).containsExactly("elsewhere.example:1");
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThatThrownBy(() -> plan(Map.of("THERMOCLINE_KAFKA_PORT", "http")))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("THERMOCLINE_KAFKA_PORT is 'http', which is no port");
  }

  @Test
  void saysThatNobodyAnswersElsewhere() throws IOException {
    int port = LoopbackPorts.random(1).getFirst();

    assertThatThrownBy(() -> new Elsewhere("kafka", "THERMOCLINE_X", "127.0.0.1", port).check())
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("kafka: THERMOCLINE_X names 127.0.0.1:" + port)
        .hasMessageContaining("nobody answers");
  }

  @Test
  void keepsSecretsFromOthersAndTheSameOverRestarts() throws IOException {
    SecretFiles secrets = new SecretFiles(folder.resolve("secrets"));
    String first = secrets.text("postgres");

    assertThat(new SecretFiles(folder.resolve("secrets")).text("postgres")).isEqualTo(first);
    assertThat(first).hasSizeGreaterThan(40);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("secrets/postgres"))))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesASecretThatOthersCanRead() throws IOException {
    SecretFiles secrets = new SecretFiles(folder.resolve("secrets"));
    secrets.text("postgres");
    Path file = folder.resolve("secrets/postgres");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> secrets.text("postgres"))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("can be read by others")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void refusesToStartOnAFullDisk() {
    Home home = Home.of(folder, Map.of());

    assertThatThrownBy(() -> SupervisorStart.requireRoom(home, Long.MAX_VALUE))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("disk: " + home.folder())
        .hasMessageContaining("MB left")
        .hasMessageContaining("THERMOCLINE_HOME");
  }

  private PlatformPlan plan(Map<String, String> environment) throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    Home home = Home.of(folder, all);
    return new PlatformPlanner(home, new StackSettings(all), AotCache.NONE).plan(List.of(), null);
  }
}
