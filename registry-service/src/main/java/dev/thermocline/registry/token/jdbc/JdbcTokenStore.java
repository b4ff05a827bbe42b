package dev.thermocline.registry.token.jdbc;

import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.access.TokenHash;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.access.Verifiers;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.token.NewToken;
import dev.thermocline.registry.token.StoredToken;
import dev.thermocline.registry.token.TokenStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

@Repository
class JdbcTokenStore implements TokenStore {
  private final JdbcClient jdbc;

  JdbcTokenStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void add(NewToken token, TokenHash hash, String createdBy, Instant now) {
    try {
      jdbc.sql(
              """
              insert into token (name, hash, role, project, expires_at, created_at, created_by)
              values (:name, :hash, :role, :project, :expiresAt, :now, :by)
              """)
          .param("name", token.name())
          .param("hash", hash.bytes())
          .param("role", token.role().name())
          .param("project", token.project())
          .param("expiresAt", sql(token.expiresAt()))
          .param("now", sql(now))
          .param("by", createdBy)
          .update();
    } catch (DataIntegrityViolationException e) {
      throw translated(token, e);
    }
  }

  private static RuntimeException translated(NewToken token, DataIntegrityViolationException e) {
    String text = String.valueOf(e.getMostSpecificCause().getMessage());
    if (text.contains("token_pkey")) {
      return new ThermoclineException(
          ErrorKind.ALREADY_EXISTS,
          "There is a token '"
              + token.name()
              + "' already, maybe a revoked one: names are not used twice. Choose another, or"
              + " rotate it.",
          e);
    }
    if (text.contains("token_project_fkey")) {
      return new ThermoclineException(
          ErrorKind.NOT_FOUND,
          "There is no project '" + token.project() + "'. Make it with POST /api/v1/projects.",
          e);
    }
    return e;
  }

  @Override
  public boolean put(NewToken token, TokenHash hash, Instant now) {
    return jdbc.sql(
                """
                insert into token (name, hash, role, created_at, created_by)
                values (:name, :hash, :role, :now, 'thermocline')
                on conflict (name) do update
                  set hash = excluded.hash, rotated_at = :now, revoked_at = null
                  where token.hash <> excluded.hash
                """)
            .param("name", token.name())
            .param("hash", hash.bytes())
            .param("role", token.role().name())
            .param("now", sql(now))
            .update()
        > 0;
  }

  @Override
  public Optional<StoredToken> find(String name) {
    return jdbc.sql("select * from token where name = :name")
        .param("name", name)
        .query(JdbcTokenStore::token)
        .optional();
  }

  @Override
  public List<StoredToken> list(int atMost, @Nullable String after, @Nullable String project) {
    return jdbc.sql(
            """
            select * from token
            where name > :after and (:project::text is null or project = :project)
            order by name limit :atMost
            """)
        .param("after", after == null ? "" : after)
        .param("project", project)
        .param("atMost", atMost)
        .query(JdbcTokenStore::token)
        .list();
  }

  @Override
  public void rehash(String name, TokenHash hash, Instant now) {
    jdbc.sql("update token set hash = :hash, rotated_at = :now where name = :name")
        .param("hash", hash.bytes())
        .param("now", sql(now))
        .param("name", name)
        .update();
  }

  @Override
  public void revoke(String name, Instant now) {
    jdbc.sql("update token set revoked_at = :now where name = :name and revoked_at is null")
        .param("now", sql(now))
        .param("name", name)
        .update();
  }

  @Override
  public void lockRevision() {
    jdbc.sql("select revision from access_revision for update").query(Long.class).single();
  }

  @Override
  public long raiseRevision() {
    return jdbc.sql("update access_revision set revision = revision + 1 returning revision")
        .query(Long.class)
        .single();
  }

  @Override
  public long revision() {
    return jdbc.sql("select revision from access_revision").query(Long.class).single();
  }

  @Override
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public Verifiers verifiers(Instant now) {
    long revision = revision();
    Map<TokenHash, Verifier> tokens = new HashMap<>();
    jdbc.sql("select * from token where revoked_at is null")
        .query(row -> {
          StoredToken token = token(row, 0);
          tokens.put(
              TokenHash.of(row.getBytes("hash")),
              new Verifier(token.name(), token.role(), token.project(), token.expiresAt()));
        });
    Set<String> projects =
        new HashSet<>(jdbc.sql("select name from project").query(String.class).list());
    return new Verifiers(revision, tokens, projects, now);
  }

  private static StoredToken token(ResultSet row, int number) throws SQLException {
    return new StoredToken(
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getString("project"),
        instant(row, "expires_at"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("created_by"),
        instant(row, "rotated_at"),
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable OffsetDateTime sql(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
