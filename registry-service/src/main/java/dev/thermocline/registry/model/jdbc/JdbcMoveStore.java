package dev.thermocline.registry.model.jdbc;

import dev.thermocline.registry.model.AliasMove;
import dev.thermocline.registry.model.MoveStore;
import dev.thermocline.registry.model.RegisteredModel;
import dev.thermocline.registry.model.Stage;
import dev.thermocline.registry.model.StageMove;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Repository;

/** Moves of aliases and stages as rows. */
@Repository
class JdbcMoveStore implements MoveStore {
  private static final RowMapper<AliasMove> ALIAS_MOVE =
      (row, _) ->
          new AliasMove(
              row.getString("alias"),
              row.getLong("revision"),
              Columns.integer(row, "from_number"),
              Columns.integer(row, "to_number"),
              Columns.instant(row, "moved_at"),
              row.getString("moved_by"),
              row.getString("reason"),
              Columns.bigint(row, "undoes"));

  private final JdbcTemplate jdbc;

  JdbcMoveStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void record(RegisteredModel model, AliasMove move) {
    jdbc.update(
        """
        INSERT INTO alias_move (project, model_id, alias, revision, from_number, to_number,
          moved_at, moved_by, reason, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        model.project().name(),
        model.id(),
        move.alias(),
        move.revision(),
        move.from(),
        move.to(),
        Columns.of(move.at()),
        move.by(),
        move.reason(),
        move.undoes());
  }

  @Override
  public void record(RegisteredModel model, StageMove move) {
    jdbc.update(
        """
        INSERT INTO stage_move (project, model_id, number, revision, from_stage, to_stage,
          moved_at, moved_by, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        model.project().name(),
        model.id(),
        move.number(),
        move.revision(),
        move.from().word(),
        move.to().word(),
        Columns.of(move.at()),
        move.by(),
        move.reason());
  }

  @Override
  public List<AliasMove> aliasMoves(
      RegisteredModel model, String alias, int limit, long beforeRevision) {
    return jdbc.query(
        """
        SELECT * FROM alias_move
        WHERE project = ? AND model_id = ? AND alias = ? AND revision < ?
        ORDER BY revision DESC LIMIT ?
        """,
        ALIAS_MOVE,
        model.project().name(),
        model.id(),
        alias,
        beforeRevision,
        limit);
  }

  @Override
  public Optional<AliasMove> aliasMoveAt(RegisteredModel model, String alias, Instant at) {
    return jdbc
        .query(
            """
            SELECT * FROM alias_move
            WHERE project = ? AND model_id = ? AND alias = ? AND moved_at <= ?
            ORDER BY moved_at DESC, revision DESC LIMIT 1
            """,
            ALIAS_MOVE,
            model.project().name(),
            model.id(),
            alias,
            Columns.of(at))
        .stream()
        .findFirst();
  }

  @Override
  public List<StageMove> stageMoves(
      RegisteredModel model, int number, int limit, long beforeRevision) {
    return jdbc.query(
        """
        SELECT * FROM stage_move
        WHERE project = ? AND model_id = ? AND number = ? AND revision < ?
        ORDER BY revision DESC LIMIT ?
        """,
        (row, _) ->
            new StageMove(
                row.getInt("number"),
                row.getLong("revision"),
                Stage.of(row.getString("from_stage")),
                Stage.of(row.getString("to_stage")),
                Columns.instant(row, "moved_at"),
                row.getString("moved_by"),
                row.getString("reason")),
        model.project().name(),
        model.id(),
        number,
        beforeRevision,
        limit);
  }
}
