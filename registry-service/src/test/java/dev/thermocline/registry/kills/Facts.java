package dev.thermocline.registry.kills;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.Sha256;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the database, the object store and Kafka say, read past the registry. */
final class Facts {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final Pattern VERSION = Pattern.compile("([^/]+/v\\d+/).*");

  private final Servers servers;
  private final JdbcTemplate jdbc;
  private final ObjectStore store;
  private final String bucket;

  Facts(Servers servers, JdbcTemplate jdbc, ObjectStore store) {
    this.servers = servers;
    this.jdbc = jdbc;
    this.store = store;
    this.bucket = servers.s3().bucket("model-artifacts");
  }

  record Version(
      String model,
      int number,
      String run,
      String status,
      @Nullable String prefix,
      @Nullable String manifestDigest,
      boolean deleted) {}

  List<Version> versions() {
    return jdbc.query(
        """
        SELECT m.name, v.number, v.run_id, v.status, v.prefix, v.manifest_digest,
          v.deleted_at IS NOT NULL AS gone
        FROM model_version v JOIN registered_model m USING (project, model_id)
        ORDER BY m.name, v.number
        """,
        (row, _) ->
            new Version(
                row.getString("name"),
                row.getInt("number"),
                row.getString("run_id"),
                row.getString("status"),
                row.getString("prefix"),
                row.getString("manifest_digest"),
                row.getBoolean("gone")));
  }

  /** Why the frozen copy of a READY version is not what it must be; nothing where it is. */
  List<String> wrong(Version version, Map<String, String> expected) throws IOException {
    List<String> wrong = new ArrayList<>();
    byte[] manifest =
        store.read(new ObjectAddress(bucket, version.prefix() + "manifest.json"), LARGEST);
    if (!Sha256.of(manifest).equals(version.manifestDigest())) {
      wrong.add("the manifest is another");
    }
    Map<String, String> listed = new HashMap<>();
    for (JsonNode file : JSON.readTree(manifest).path("files")) {
      listed.put(file.path("path").asString(), file.path("sha256").asString());
    }
    if (!listed.equals(expected)) {
      wrong.add("the manifest lists other files than the run has");
    }
    for (Map.Entry<String, String> file : expected.entrySet()) {
      byte[] bytes =
          store.read(
              new ObjectAddress(bucket, version.prefix() + "files/" + file.getKey()), LARGEST);
      if (!Sha256.of(bytes).equals(file.getValue())) {
        wrong.add(file.getKey() + " has other bytes");
      }
    }
    return wrong;
  }

  Map<String, Integer> lastVersions() {
    Map<String, Integer> last = new HashMap<>();
    jdbc.query(
        "SELECT name, last_version FROM registered_model",
        row -> {
          last.put(row.getString(1), row.getInt(2));
        });
    return last;
  }

  Set<String> reasons() {
    return new TreeSet<>(
        jdbc.query(
            "SELECT reason FROM alias_move WHERE reason IS NOT NULL",
            (row, _) -> row.getString(1)));
  }

  /**
   * Moves that do not begin where the one before ended, and aliases that are not where it ended.
   */
  List<String> brokenHistory() {
    return jdbc.query(
        """
        WITH moves AS (
          SELECT project, model_id, alias, revision, from_number, to_number,
            lag(to_number) OVER w AS before,
            row_number() OVER (PARTITION BY project, model_id, alias ORDER BY revision DESC) AS back
          FROM alias_move WINDOW w AS (PARTITION BY project, model_id, alias ORDER BY revision))
        SELECT alias || ' at revision ' || revision FROM moves
          WHERE from_number IS DISTINCT FROM before
        UNION ALL
        SELECT m.alias || ' points elsewhere' FROM moves m
          LEFT JOIN model_alias a USING (project, model_id, alias)
          WHERE m.back = 1 AND a.number IS DISTINCT FROM m.to_number
        """,
        (row, _) -> row.getString(1));
  }

  /** The revision of each model, by the key of its events. */
  Map<String, Long> revisions() {
    Map<String, Long> revisions = new TreeMap<>();
    jdbc.query(
        "SELECT folder, revision FROM registered_model",
        row -> {
          revisions.put(row.getString(1), row.getLong(2));
        });
    return revisions;
  }

  /** The revisions of each model in the order in which Kafka first has them. */
  Map<String, List<Long>> events(Map<String, Long> expected, Duration patience) {
    Map<String, List<Long>> heard = new HashMap<>();
    String topic = servers.kafka().topicPrefix() + "thermocline.models";
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrap()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long until = System.nanoTime() + patience.toNanos();
      while (!complete(heard, expected) && System.nanoTime() < until) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
          JsonNode event = JSON.readTree(each.value());
          List<Long> of =
              heard.computeIfAbsent(event.path("key").asString(), _ -> new ArrayList<>());
          long revision = event.path("revision").asLong();
          if (!of.contains(revision)) {
            of.add(revision);
          }
        }
      }
    }
    return heard;
  }

  private static boolean complete(Map<String, List<Long>> heard, Map<String, Long> expected) {
    return expected.entrySet().stream()
        .allMatch(each -> heard.getOrDefault(each.getKey(), List.of()).size() >= each.getValue());
  }

  /** The prefixes of versions that have any object. */
  Set<String> prefixes() {
    Set<String> prefixes = new TreeSet<>();
    String next = null;
    do {
      ObjectPage page = store.list(bucket, "", next, 1000);
      page.objects()
          .forEach(object -> {
            Matcher parts = VERSION.matcher(object.address().key());
            prefixes.add(parts.matches() ? parts.group(1) : object.address().key());
          });
      next = page.next();
    } while (next != null);
    return prefixes;
  }
}
