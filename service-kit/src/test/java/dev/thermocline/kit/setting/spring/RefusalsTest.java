package dev.thermocline.kit.setting.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thermocline.kit.setting.AuthSettings;
import dev.thermocline.kit.setting.PostgresSettings;
import dev.thermocline.kit.setting.RedisSettings;
import dev.thermocline.kit.setting.RefusedToStart;
import dev.thermocline.kit.setting.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class RefusalsTest {
  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(SettingsAutoConfiguration.class)
  @EnableConfigurationProperties({PostgresSettings.class, S3Settings.class, RedisSettings.class})
  static class Service {}

  private static final Map<String, String> GOOD =
      Map.of(
          "thermocline.postgres.url", "jdbc:postgresql://127.0.0.1:15432/thermocline",
          "thermocline.postgres.user", "registry",
          "thermocline.postgres.password", "Kx81-long-enough",
          "thermocline.postgres.schema", "registry",
          "thermocline.s3.endpoint", "http://127.0.0.1:19000",
          "thermocline.s3.access-key", "key",
          "thermocline.s3.secret-key", "Zw92-long-enough",
          "thermocline.redis.features-url", "redis://u:p1-long@127.0.0.1:16379",
          "thermocline.redis.cache-url", "redis://u:p2-long@127.0.0.1:16380");

  @TempDir private Path folder;

  @Test
  void startsWithGoodSettings() {
    try (ConfigurableApplicationContext context = start()) {
      assertThat(context.getBean(PostgresSettings.class).user()).isEqualTo("registry");
      assertThat(context.getBean(S3Settings.class).buckets().featureStore())
          .isEqualTo("feature-store");
    }
  }

  @Test
  void tellsEveryWrongSettingAtOnce() {
    List<String> reasons =
        refusal(
            "thermocline.postgres.url=mysql://x",
            "thermocline.postgres.user=",
            "thermocline.s3.endpoint=:://",
            "thermocline.trusted-network=perhaps",
            "thermocline.auth.mode=shut",
            "thermocline.postgre.url=typo");

    assertThat(reasons).hasSize(6);
    assertThat(String.join("\n", reasons))
        .contains(
            "thermocline.postgres.url must begin with jdbc:postgresql://",
            "thermocline.postgres.user is empty",
            "thermocline.s3.endpoint is not a URL",
            "thermocline.trusted-network is not true or false",
            "thermocline.auth.mode is not one of tokens open",
            "thermocline.postgre.url is not a setting");
  }

  @Test
  void refusesPlainTextOffThisMachineAndEmptyPasswordsAndOpenDoors() {
    List<String> reasons =
        refusal(
            "server.address=0.0.0.0",
            "thermocline.auth.mode=open",
            "thermocline.postgres.password=",
            "thermocline.s3.secret-key=minioadmin",
            "thermocline.redis.cache-url=redis://cache.example:6379",
            "thermocline.registry.url=http://registry.example:8081");

    String all = String.join("\n", reasons);
    assertThat(all)
        .contains("thermocline.auth.mode=open lets everybody in")
        .contains("server.address=0.0.0.0 takes tokens in plain text")
        .contains("thermocline.postgres.password has an empty password")
        .contains("thermocline.s3.secret-key has a password that everybody tries first")
        .contains("thermocline.redis.cache-url goes to cache.example in plain text")
        .contains("thermocline.redis.cache-url has no password")
        .contains("thermocline.registry.url goes to registry.example in plain text")
        .doesNotContain("minioadmin");
    assertThat(reasons).hasSize(7);
  }

  @Test
  void acceptsPlainTextWhereTheNetworkIsTrusted() {
    try (ConfigurableApplicationContext context =
        start("server.address=0.0.0.0", "thermocline.trusted-network=true")) {
      assertThat(context.isRunning()).isTrue();
    }
  }

  @Test
  void readsASettingFromAFile() throws IOException {
    Path file = secret("from-the-file\n", "rw-r--r--");

    try (ConfigurableApplicationContext context =
        without("thermocline.postgres.password", "THERMOCLINE_POSTGRES_PASSWORD_FILE=" + file)) {
      assertThat(context.getBean(PostgresSettings.class).password().reveal())
          .isEqualTo("from-the-file");
      assertThat(context.getBean(PostgresSettings.class).toString()).doesNotContain("from-the");
    }
  }

  @Test
  void refusesAKeyFileThatOthersCanWriteAndOneThatIsAbsent() throws IOException {
    Path writable = secret("tc_x", "rw-rw-rw-");

    List<String> reasons =
        refusal(
            "thermocline.auth.service-token-file=" + writable,
            "thermocline.auth.service-token-files.gateway=" + folder.resolve("absent"));

    assertThat(String.join("\n", reasons))
        .contains("can be written by others than its owner; chmod go-w")
        .contains("absent is not a file");
  }

  @Test
  void readsAKeyOutOfAVariable() throws IOException {
    Path file = secret("tc_x", "rw-------");

    try (ConfigurableApplicationContext context =
        start("THERMOCLINE_AUTH_SERVICE_TOKEN_FILES_GATEWAY=" + file)) {
      assertThat(context.getBean(AuthSettings.class).serviceTokenFiles())
          .containsExactly(Map.entry("gateway", file));
    }
  }

  @Test
  void refusesASettingThatIsGivenTwice() throws IOException {
    Path file = secret("again", "rw-------");

    assertThat(refusal("THERMOCLINE_POSTGRES_PASSWORD_FILE=" + file))
        .singleElement()
        .asString()
        .contains("thermocline.postgres.password is set, and its _FILE form too");
  }

  private Path secret(String content, String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  private static List<String> refusal(String... settings) {
    RefusedToStart refused =
        catchThrowableOfType(RefusedToStart.class, () -> start(settings).close());
    assertThat(refused).isNotNull();
    return refused.reasons();
  }

  private static ConfigurableApplicationContext start(String... settings) {
    return without("", settings);
  }

  private static ConfigurableApplicationContext without(String left, String... settings) {
    String[] all =
        Stream.concat(
                GOOD.entrySet().stream()
                    .filter(e -> !e.getKey().equals(left))
                    .map(e -> "--" + e.getKey() + "=" + e.getValue()),
                Stream.of(settings).map(setting -> "--" + setting))
            .toArray(String[]::new);
    return new SpringApplicationBuilder(Service.class)
        .web(WebApplicationType.NONE)
        .logStartupInfo(false)
        .run(lastWins(all));
  }

  /** A later argument replaces an earlier one of the same name, instead of making a list. */
  private static String[] lastWins(String[] arguments) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String argument : arguments) {
      byName.put(argument.substring(0, argument.indexOf('=')), argument);
    }
    return byName.values().toArray(String[]::new);
  }
}
