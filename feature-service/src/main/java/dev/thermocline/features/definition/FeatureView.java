package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Features of one entity that come together, each row with the moment at which it was true. */
public record FeatureView(
    String name,
    Label label,
    String entity,
    List<Field> fields,
    Times times,
    Serving serving,
    Source source) {
  private static final int MOST_FIELDS = 2_000;

  /**
   * The columns of time and how old a value may be.
   *
   * @param created the column of the moment at which the source recorded the row, if it has one
   * @param ttl how far back a join looks and how old a served value may be; absent means no limit
   * @param futureTolerance how far beyond now an event may lie before its row is refused
   */
  public record Times(
      String event, @Nullable String created, @Nullable Duration ttl, Duration futureTolerance) {
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    public Times {
      Name.check("event time column", event);
      if (created != null) {
        Name.check("created time column", created);
      }
      if (ttl != null && (ttl.isNegative() || ttl.isZero())) {
        throw ThermoclineException.invalid(
            "ttl must be longer than nothing. Leave it out where values never grow too old.");
      }
      Longest.check("ttl", ttl);
      Longest.check("futureTolerance", futureTolerance);
    }
  }

  /**
   * How the view is served online.
   *
   * @param retention how long Redis keeps rows after their last write or renewal
   * @param schedule when the view is materialized by itself (cron, UTC), or never
   */
  public record Serving(boolean online, Duration retention, @Nullable String schedule) {
    public static final Duration RETENTION = Duration.ofHours(24);
    private static final Duration SLACK = Duration.ofHours(2);

    public Serving {
      if (retention.compareTo(Duration.ofSeconds(1)) < 0) {
        throw ThermoclineException.invalid("retention must be at least one second.");
      }
      Longest.check("retention", retention);
      if (schedule != null) {
        Schedule.check(schedule);
      }
    }

    /** The retention that is kept: never so short that a scheduled view dies between two runs. */
    public Duration effectiveRetention() {
      if (schedule == null) {
        return retention;
      }
      Duration least = Schedule.longestInterval(schedule).plus(SLACK);
      return least.compareTo(retention) > 0 ? least : retention;
    }
  }

  public FeatureView {
    Name.check("view", name);
    Name.check("entity", entity);
    fields = List.copyOf(fields);
    if (fields.isEmpty() || fields.size() > MOST_FIELDS) {
      throw ThermoclineException.invalid(
          "view '%s': it needs 1 to %d fields.".formatted(name, MOST_FIELDS));
    }
    Columns.refuseTwins("view '" + name + "'", columns(fields, times));
  }

  /** A view with the usual settings: columns {@code event_time}, no ttl, served online. */
  public static FeatureView of(String name, String entity, List<Field> fields) {
    return new FeatureView(
        name,
        Label.NONE,
        entity,
        fields,
        new Times("event_time", null, null, Times.TOLERANCE),
        new Serving(true, Serving.RETENTION, null),
        Source.FILES);
  }

  public FeatureView withFields(List<Field> changed) {
    return new FeatureView(name, label, entity, changed, times, serving, source);
  }

  public FeatureView withTimes(Times changed) {
    return new FeatureView(name, label, entity, fields, changed, serving, source);
  }

  public FeatureView withServing(Serving changed) {
    return new FeatureView(name, label, entity, fields, times, changed, source);
  }

  public FeatureView withSource(Source changed) {
    return new FeatureView(name, label, entity, fields, times, serving, changed);
  }

  public Optional<Field> findField(String field) {
    return fields.stream().filter(f -> f.name().equals(field)).findFirst();
  }

  /** Every column of a row except the join keys. */
  public List<String> columns() {
    return columns(fields, times);
  }

  private static List<String> columns(List<Field> fields, Times times) {
    List<String> columns = new ArrayList<>();
    columns.add(times.event());
    if (times.created() != null) {
      columns.add(times.created());
    }
    fields.forEach(f -> columns.add(f.name()));
    return columns;
  }
}
