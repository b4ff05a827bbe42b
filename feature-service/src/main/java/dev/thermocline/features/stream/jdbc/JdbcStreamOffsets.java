package dev.thermocline.features.stream.jdbc;

import dev.thermocline.features.stream.LogPartition;
import dev.thermocline.features.stream.StreamOffsets;
import dev.thermocline.features.stream.Stretch;
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
  public long begin(Project project, LogPartition partition) {
    return jdbc.sql(
            """
            insert into stream_offset as known (project, topic, partition, next_offset, topic_id)
            values (?, ?, ?, 0, ?)
            on conflict (project, topic, partition) do update set
              next_offset = case when known.topic_id in ('', excluded.topic_id)
                            then least(known.next_offset, ?) else 0 end,
              topic_id = excluded.topic_id
            returning next_offset
            """)
        .params(
            project.name(),
            partition.topic(),
            partition.number(),
            partition.topicId(),
            partition.end())
        .query(Long.class)
        .single();
  }

  @Override
  public boolean advance(Project project, Stretch stretch) {
    return jdbc.sql(
                """
                update stream_offset set next_offset = ?
                where project = ? and topic = ? and topic_id = ? and partition = ?
                  and next_offset = ?
                """)
            .params(
                stretch.to(),
                project.name(),
                stretch.topic(),
                stretch.topicId(),
                stretch.partition(),
                stretch.from())
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
