package dev.thermocline.features.join.duckdb;

import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.Sql;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A digest of the rows of a file that does not depend on their order: the sum of a digest of each
 * row. A sum, because an exclusive or would not see a row that comes twice.
 */
final class RowDigest {
  private static final BigInteger BOUND = BigInteger.ONE.shiftLeft(128);

  private RowDigest() {}

  static String of(DuckSession session, Path file) {
    String from = "read_parquet(" + Sql.text(file.toString()) + ", hive_partitioning = false)";
    List<String> parts = new ArrayList<>();
    session.each(
        "DESCRIBE SELECT * FROM " + from,
        row -> {
          String name = Sql.name(row.getString(1));
          String text = row.getString(2).equals("BLOB") ? "hex(" + name + ")" : name + "::VARCHAR";
          // The length before each text keeps ('ab', 'c') and ('a', 'bc') apart.
          parts.add("coalesce(length(%1$s)::VARCHAR || ':' || %1$s, '-')".formatted(text));
        });
    String whole = String.join(" || ", parts);
    return session.first(
        """
        SELECT coalesce(sum(md5_number_lower(t)::HUGEINT), 0)::VARCHAR,
          coalesce(sum(md5_number_upper(t)::HUGEINT), 0)::VARCHAR FROM (SELECT %s AS t FROM %s)
        """
            .formatted(whole, from),
        row -> {
          BigInteger low = new BigInteger(row.getString(1));
          BigInteger high = new BigInteger(row.getString(2));
          return "%032x".formatted(high.shiftLeft(64).add(low).mod(BOUND));
        });
  }
}
