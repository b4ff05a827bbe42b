package dev.thermocline.registry.lineage.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.jdbc.ReadReplica;
import dev.thermocline.registry.lineage.LineageGraph;
import dev.thermocline.registry.lineage.LineageGraph.Direction;
import dev.thermocline.registry.lineage.LineageNode;
import dev.thermocline.registry.lineage.LineageStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * One recursive statement over {@code lineage_step}, which knows how each kind of thing leads to
 * the next. Every node is met once in each direction, however many ways lead to it.
 */
@Repository
class JdbcLineageStore implements LineageStore {
  private static final int FARTHEST = 30;
  private static final String GRAPH =
      """
      WITH RECURSIVE walk AS (
        SELECT d.direction, ?::text AS kind, ?::uuid AS uid, ?::bigint AS num, ?::text AS txt,
          0 AS depth
        FROM unnest(?::text[]) AS d (direction)
        UNION
        SELECT w.direction, s.kind, s.uid, s.num, s.txt, w.depth + 1
        FROM walk w CROSS JOIN LATERAL
          lineage_step(?, w.direction, w.kind, w.uid, w.num, w.txt) s
        WHERE w.depth < ?
      ), nodes AS (
        SELECT direction, kind, uid, num, txt, min(depth) AS depth FROM walk
        GROUP BY direction, kind, uid, num, txt ORDER BY min(depth) LIMIT ?
      )
      SELECT n.direction, n.kind, n.uid, n.num, n.txt,
        lineage_name(?, n.kind, n.uid, n.num, n.txt) AS name,
        s.kind AS next_kind, s.uid AS next_uid, s.num AS next_num, s.txt AS next_txt,
        lineage_name(?, s.kind, s.uid, s.num, s.txt) AS next_name
      FROM nodes n LEFT JOIN LATERAL
        lineage_step(?, n.direction, n.kind, n.uid, n.num, n.txt) s ON true
      ORDER BY n.depth, n.kind, n.num
      """;

  private final JdbcTemplate jdbc;

  JdbcLineageStore(ReadReplica replica) {
    this.jdbc = new JdbcTemplate(replica.source());
  }

  private record Step(String direction, LineageNode node, @Nullable LineageNode next) {}

  @Override
  public LineageGraph around(
      Project project,
      LineageNode.Kind kind,
      @Nullable UUID id,
      @Nullable Long number,
      @Nullable String key,
      Direction direction,
      int most) {
    List<Step> steps =
        jdbc.query(
            GRAPH,
            JdbcLineageStore::step,
            kind.stored(),
            id,
            number,
            key,
            directions(direction),
            project.name(),
            FARTHEST,
            most + 1,
            project.name(),
            project.name(),
            project.name());
    return graph(steps, most);
  }

  private static String[] directions(Direction direction) {
    return switch (direction) {
      case UP -> new String[] {"up"};
      case DOWN -> new String[] {"down"};
      case BOTH -> new String[] {"up", "down"};
    };
  }

  private static LineageGraph graph(List<Step> steps, int most) {
    Set<LineageNode> nodes = new LinkedHashSet<>();
    steps.forEach(step -> nodes.add(step.node()));
    boolean cut = nodes.size() > most;
    Set<LineageNode> shown =
        cut ? new LinkedHashSet<>(new ArrayList<>(nodes).subList(0, most)) : nodes;
    Set<LineageGraph.Edge> edges = new LinkedHashSet<>();
    for (Step step : steps) {
      if (step.next() != null && shown.contains(step.node()) && shown.contains(step.next())) {
        edges.add(
            step.direction().equals("down")
                ? new LineageGraph.Edge(step.node(), step.next())
                : new LineageGraph.Edge(step.next(), step.node()));
      }
    }
    return new LineageGraph(shown.iterator().next(), List.copyOf(shown), List.copyOf(edges), cut);
  }

  private static Step step(ResultSet row, int index) throws SQLException {
    LineageNode node = node(row, "");
    return new Step(
        row.getString("direction"),
        node,
        row.getString("next_kind") == null ? null : node(row, "next_"));
  }

  private static LineageNode node(ResultSet row, String prefix) throws SQLException {
    long number = row.getLong(prefix + "num");
    boolean numbered = !row.wasNull();
    return new LineageNode(
        LineageNode.Kind.ofStored(row.getString(prefix + "kind")),
        row.getObject(prefix + "uid", UUID.class),
        numbered ? number : null,
        row.getString(prefix + "txt"),
        row.getString(prefix + "name"));
  }
}
