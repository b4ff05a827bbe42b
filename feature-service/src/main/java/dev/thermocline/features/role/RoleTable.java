package dev.thermocline.features.role;

import static dev.thermocline.features.role.ServiceRole.INGEST;
import static dev.thermocline.features.role.ServiceRole.JOBS;
import static dev.thermocline.features.role.ServiceRole.ONLINE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which classes a process has, by its roles. What is not named belongs to every process; the
 * longest name that fits decides.
 */
final class RoleTable {
  private static final String ROOT = "dev.thermocline.features.";
  private static final Map<String, Set<ServiceRole>> PARTS = new LinkedHashMap<>();

  static {
    // Whatever has a database.
    of(EnumSet.of(INGEST, JOBS), "definition", "offline", "join", "transform", "materialize");
    of(EnumSet.of(INGEST, JOBS), "stream", "inference", "compact", "repair");
    of(EnumSet.of(ONLINE), "online", "feast.web.FeastReadController");
    of(EnumSet.of(INGEST), "stream.web", "feast.web.FeastWriteController");
    of(EnumSet.of(INGEST), "stream.kafka.StreamConfiguration");
    of(EnumSet.of(INGEST), "inference.kafka.InferenceConfiguration");
    of(EnumSet.of(JOBS), "definition.web", "offline.web", "join.web", "transform.web");
    of(EnumSet.of(JOBS), "materialize.web", "inference.web", "replica.web");
    of(EnumSet.of(JOBS), "feast.web.FeastMaterializeController");
    of(EnumSet.of(JOBS), "transform.TransformSchedule", "compact.CompactionTicker");
    of(
        EnumSet.of(JOBS),
        "materialize.MaterializationSchedule",
        "materialize.StandingCheck",
        "repair.Repair");
  }

  /** For a process that reads online and does nothing else. */
  private static final Set<String> ALONE =
      Set.of(
          ROOT + "replica.CatalogCopies",
          ROOT + "replica.http.HttpCatalogs",
          ROOT + "replica.disk.CatalogFolder",
          ROOT + "hot.RecoveryWatch");

  private RoleTable() {}

  private static void of(Set<ServiceRole> roles, String... names) {
    for (String name : names) {
      PARTS.put(ROOT + name, Collections.unmodifiableSet(roles));
    }
  }

  /** Whether a process of these roles has the class. */
  static boolean has(Set<ServiceRole> roles, String type) {
    if (ALONE.contains(type)) {
      return ServiceRole.isOnlineAlone(roles);
    }
    String longest = "";
    for (String part : PARTS.keySet()) {
      boolean fits =
          type.equals(part) || type.startsWith(part + ".") || type.startsWith(part + "$");
      if (fits && part.length() > longest.length()) {
        longest = part;
      }
    }
    Set<ServiceRole> needed = PARTS.get(longest);
    return needed == null || !Collections.disjoint(needed, roles);
  }
}
