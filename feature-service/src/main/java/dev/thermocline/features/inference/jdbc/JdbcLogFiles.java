package dev.thermocline.features.inference.jdbc;

import dev.thermocline.features.inference.LogFile;
import dev.thermocline.features.inference.LogFile.Folder;
import dev.thermocline.features.inference.LogFiles;
import dev.thermocline.kit.project.Project;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Names of files of logged rows in Postgres. */
@Repository
class JdbcLogFiles implements LogFiles {
  /** Stands for feedback where a deployment's name stands otherwise. */
  private static final String FEEDBACK = "";

  private final JdbcClient jdbc;

  JdbcLogFiles(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private static String deployment(Folder folder) {
    return folder instanceof Folder.Predictions(String deployment) ? deployment : FEEDBACK;
  }

  @Override
  public void add(LogFile file, String topic, int partition, long from, long to) {
    jdbc.sql(
            """
            insert into inference_file (project, deployment, day, bucket, key, topic, partition,
              from_offset, to_offset, row_count, size, sha256, etag, least_at, greatest_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            file.project().name(),
            deployment(file.folder()),
            Date.valueOf(file.day()),
            file.bucket(),
            file.key(),
            topic,
            partition,
            from,
            to,
            file.rows(),
            file.size(),
            file.sha256(),
            file.etag(),
            file.leastAt(),
            file.greatestAt())
        .update();
  }

  @Override
  public List<LogFile> list(Project project, Folder folder, long from, long to) {
    return jdbc.sql(
            """
            select * from inference_file
            where project = ? and deployment = ? and greatest_at >= ? and least_at < ?
            order by least_at, key
            """)
        .params(project.name(), deployment(folder), from, to)
        .query((row, n) -> file(project, folder, row))
        .list();
  }

  @Override
  public Set<String> named(String bucket, Collection<String> keys) {
    return Set.copyOf(
        jdbc.sql("select key from inference_file where bucket = :bucket and key in (:keys)")
            .param("bucket", bucket)
            .param("keys", keys)
            .query(String.class)
            .list());
  }

  private static LogFile file(Project project, Folder folder, ResultSet row) throws SQLException {
    return new LogFile(
        project,
        folder,
        row.getDate("day").toLocalDate(),
        row.getString("bucket"),
        row.getString("key"),
        row.getLong("row_count"),
        row.getLong("size"),
        row.getString("sha256"),
        row.getString("etag"),
        row.getLong("least_at"),
        row.getLong("greatest_at"));
  }

  @Override
  public List<String> deployments(Project project) {
    return jdbc.sql(
            """
            select distinct deployment from inference_file
            where project = ? and deployment <> '' order by deployment limit 100
            """)
        .param(project.name())
        .query((row, n) -> row.getString("deployment"))
        .list();
  }
}
