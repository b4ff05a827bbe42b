package dev.thermocline.features.role;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A part of the service; a process is one of them, several, or all. */
public enum ServiceRole {
  /** Answers reads, native and Feast's. Alone, it needs Redis and a copy of the definitions. */
  ONLINE,
  /** Pushes, Feast's writes and what consumes them. */
  INGEST,
  /** Definitions, files, joins, materialization and schedules. */
  JOBS;

  /** Reads {@code online,ingest,jobs}; nothing means all. */
  public static Set<ServiceRole> parse(String words) {
    Set<ServiceRole> roles = EnumSet.noneOf(ServiceRole.class);
    for (String word : words.split(",", -1)) {
      if (!word.isBlank()) {
        try {
          roles.add(valueOf(word.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "thermocline.roles: '%s' is none of online, ingest, jobs.".formatted(word.strip()),
              e);
        }
      }
    }
    return roles.isEmpty() ? EnumSet.allOf(ServiceRole.class) : roles;
  }

  /** Whether these have neither database nor log nor object storage. */
  public static boolean isOnlineAlone(Set<ServiceRole> roles) {
    return roles.equals(EnumSet.of(ONLINE));
  }
}
