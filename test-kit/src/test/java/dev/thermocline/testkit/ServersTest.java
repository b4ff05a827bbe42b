package dev.thermocline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.stack.server.RedisConnection;
import dev.thermocline.stack.server.S3Buckets;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

@WithServers
class ServersTest {
  @Test
  void givesEachClassItsOwnSchema(Servers servers) throws SQLException {
    Servers other = Servers.of(Other.class);

    assertThat(servers.postgres().schema()).isNotEqualTo(other.postgres().schema());
    try (var connection =
            DriverManager.getConnection(
                servers.postgres().url(),
                servers.postgres().user(),
                servers.postgres().password());
        var statement = connection.createStatement();
        var settings = statement.executeQuery("SHOW fsync")) {
      assertThat(settings.next()).isTrue();
      assertThat(settings.getString(1)).isEqualTo("on");
      statement.execute("CREATE TABLE " + servers.postgres().schema() + ".things (id int)");
      statement.execute("CREATE TABLE " + other.postgres().schema() + ".things (id int)");
    }
  }

  @Test
  void givesEachClassItsOwnRedisDatabase(Servers servers) throws IOException {
    try (RedisConnection mine = RedisConnection.open(servers.featuresRedis());
        RedisConnection others = RedisConnection.open(Servers.of(Other.class).featuresRedis())) {
      mine.call("SET", "key", "mine");

      assertThat(others.call("GET", "key")).isEmpty();
      assertThat(mine.call("GET", "key")).isEqualTo("mine");
    }
  }

  @Test
  void givesEachClassItsOwnTopics(Servers servers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrap()))) {
      assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
          .contains(servers.kafka().topicPrefix() + "thermocline.models");
    }
  }

  @Test
  void givesEachClassItsOwnBuckets(Servers servers) {
    Servers.S3 s3 = servers.s3();
    String others = Servers.of(Other.class).s3().bucket("model-artifacts");
    try (S3Buckets buckets =
        new S3Buckets(s3.endpoint(), "us-east-1", s3.accessKey(), s3.secretKey())) {
      assertThat(buckets.list()).contains(s3.bucket("model-artifacts")).contains(others);
    }
    assertThat(s3.bucket("model-artifacts")).isNotEqualTo(others);
  }

  @Test
  void saysEverythingAsSettingsOfTheServices(Servers servers) {
    assertThat(servers.settings())
        .containsKeys(
            "thermocline.postgres.url",
            "thermocline.postgres.schema",
            "thermocline.redis.features-url",
            "thermocline.redis.cache-url",
            "thermocline.kafka.bootstrap-servers",
            "thermocline.kafka.topic-prefix",
            "thermocline.s3.endpoint",
            "thermocline.s3.buckets.model-artifacts")
        .doesNotContainValue("");
  }

  private static final class Other {}
}
