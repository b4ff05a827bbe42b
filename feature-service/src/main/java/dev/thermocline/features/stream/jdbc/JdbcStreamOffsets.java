package dev.thermocline.features.stream.jdbc;

import dev.thermocline.features.stream.StreamOffsets;
import dev.thermocline.kit.project.Project;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Offsets in Postgres, beside the snapshots. */
@Repository
class JdbcStreamOffsets implements StreamOffsets {
  private final JdbcClient jdbc;

  JdbcStreamOffsets(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public long next(Project project, String topic, int partition) {
    return jdbc.sql(
            "select next_offset from stream_offset where project = ? and topic = ? and partition = ?")
        .params(project.name(), topic, partition)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  @Override
  public boolean advance(Project project, String topic, int partition, long from, long to) {
    jdbc.sql("insert into stream_offset values (?, ?, ?, 0) on conflict do nothing")
        .params(project.name(), topic, partition)
        .update();
    return jdbc.sql(
                """
                update stream_offset set next_offset = ?
                where project = ? and topic = ? and partition = ? and next_offset = ?
                """)
            .params(to, project.name(), topic, partition, from)
            .update()
        == 1;
  }

  @Override
  public Set<String> seen(Project project, String topic, Collection<String> pushKeys) {
    return new HashSet<>(
        jdbc.sql(
                """
                select push_key from stream_push_key
                where project = ? and topic = ? and push_key = any(?)
                """)
            .params(project.name(), topic, pushKeys.toArray(new String[0]))
            .query(String.class)
            .list());
  }

  @Override
  public void markSeen(Project project, String topic, Collection<String> pushKeys) {
    if (pushKeys.isEmpty()) {
      return;
    }
    jdbc.sql("delete from stream_push_key where seen_at < now() - interval '9 days'").update();
    jdbc.sql(
            """
            insert into stream_push_key (project, topic, push_key)
            select ?, ?, unnest(?) on conflict do nothing
            """)
        .params(project.name(), topic, pushKeys.toArray(new String[0]))
        .update();
  }
}
