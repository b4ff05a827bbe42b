package dev.thermocline.features.join;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.features.definition.AppliedService;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.definition.FeatureService;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.Text;
import dev.thermocline.features.join.JoinRequest.Column;
import dev.thermocline.features.join.JoinRequest.Computed;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.Jobs;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes orders for joins, settles what they mean, and gives out what was made. */
public final class Joins {
  private static final int MOST_COLUMNS = 10_000;
  private static final int MOST_NAMED = 20;
  private static final Pattern DATASET = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");

  private final Definitions definitions;
  private final OfflineStore offline;
  private final ObjectStore objects;
  private final Jobs jobs;
  private final TrainingJoin kind;
  private final JoinPlaces places;
  private final TrainingSets sets;

  public Joins(
      Definitions definitions,
      OfflineStore offline,
      ObjectStore objects,
      Jobs jobs,
      TrainingJoin kind,
      JoinPlaces places,
      TrainingSets sets) {
    this.definitions = definitions;
    this.offline = offline;
    this.objects = objects;
    this.jobs = jobs;
    this.kind = kind;
    this.places = places;
    this.sets = sets;
  }

  /** Keeps entity rows for a join to come; returns where. */
  public ObjectAddress upload(Project project, InputStream body, long length, Format format)
      throws IOException {
    String suffix = format.name().toLowerCase(Locale.ROOT);
    ObjectAddress address =
        new ObjectAddress(
            places.bucket(),
            places.prefix(project)
                + JoinPlaces.ENTITY_ROWS
                + "/"
                + UUID.randomUUID()
                + "."
                + suffix);
    objects.put(address, body, length, PutOptions.create());
    return address;
  }

  public Job submit(Project project, JoinOrder order, Caller caller) {
    Catalog catalog = definitions.catalog(project);
    List<FeatureReference> features = order.features();
    List<Computed> expressions = List.of();
    if (order.featureService() != null) {
      FeatureService service = service(catalog, order).service();
      features = service.features();
      expressions =
          service.expressions().stream().map(e -> new Computed(e.name(), e.expression())).toList();
    }
    if (features.isEmpty() && expressions.isEmpty()) {
      throw ThermoclineException.invalid("features: name at least one, or a featureService.");
    }
    if (features.size() > MOST_COLUMNS) {
      throw ThermoclineException.invalid(
          "features: at most %d in one join; there are %d."
              .formatted(MOST_COLUMNS, features.size()));
    }
    refuseMissingRows(project, order);
    List<Column> columns = columns(catalog, features, order.fullFeatureNames());
    refuseTwins(columns, expressions);
    TimeRange range = order.range();
    if (range != null) {
      refuseSeveralEntities(catalog, columns);
    }
    String dataset = order.dataset();
    JoinRequest request =
        new JoinRequest(
            order.bucket(),
            order.key(),
            range == null ? null : Long.valueOf(range.from()),
            range == null ? null : Long.valueOf(range.to()),
            order.format(),
            order.eventTime(),
            columns,
            expressions,
            pin(project, columns, order.snapshots()),
            order.loose(),
            order.leakage(),
            dataset == null ? usualDataset(order, columns) : checked(dataset),
            order.keep() || dataset != null);
    return jobs.submit(project, caller, kind, request);
  }

  private void refuseMissingRows(Project project, JoinOrder order) {
    String bucket = order.bucket();
    String key = order.key();
    if (bucket == null || key == null) {
      return;
    }
    places.check(project, bucket, key);
    if (objects.find(new ObjectAddress(bucket, key)).isEmpty()) {
      throw ThermoclineException.notFound(
          "There are no entity rows at s3://%s/%s.".formatted(bucket, key));
    }
  }

  private static void refuseSeveralEntities(Catalog catalog, List<Column> columns) {
    Set<String> entities = new TreeSet<>();
    columns.forEach(c -> entities.add(catalog.getView(c.view()).view().entity()));
    if (entities.size() != 1) {
      throw ThermoclineException.invalid(
          "range: it stands for the rows of one entity, and the features are of %s. Send entity rows instead."
              .formatted(entities.isEmpty() ? "none" : String.join(", ", entities)));
    }
  }

  private static String usualDataset(JoinOrder order, List<Column> columns) {
    String service = order.featureService();
    return service == null ? columns.getFirst().view() : service;
  }

  // Here already, so that a long join does not end in the registry's refusal.
  private static String checked(String dataset) {
    if (!DATASET.matcher(dataset).matches()) {
      throw ThermoclineException.invalid(
          "dataset '%s': a name starts with a letter and has 1 to 128 letters, digits, '_', '.' and '-'."
              .formatted(Text.shown(dataset)));
    }
    return dataset;
  }

  public Job get(Project project, UUID id) {
    return jobs.get(project, TrainingJoin.NAME, id);
  }

  public Job cancel(Project project, UUID id) {
    return jobs.cancel(project, TrainingJoin.NAME, id);
  }

  /** The Parquet file of a join that is done. */
  public ObjectContent result(Project project, UUID id) {
    Job job = get(project, id);
    if (job.state() != Job.State.SUCCEEDED) {
      throw ThermoclineException.conflict(
          "The join %s is %s, so it has no rows to give."
              .formatted(id, job.state().name().toLowerCase(Locale.ROOT)));
    }
    sets.refuseSwept(project, id);
    return objects.get(places.result(project, id), ReadOptions.whole());
  }

  private static AppliedService service(Catalog catalog, JoinOrder order) {
    String name = order.featureService();
    if (name == null || !order.features().isEmpty()) {
      throw ThermoclineException.invalid("Name either features or a featureService, not both.");
    }
    Integer version = order.version();
    return version == null ? catalog.getService(name) : catalog.getService(name, version);
  }

  private static List<Column> columns(
      Catalog catalog, List<FeatureReference> features, boolean full) {
    List<Column> columns = new ArrayList<>();
    for (FeatureReference feature : features) {
      FeatureView view = catalog.getView(feature.view()).view();
      if (view.findField(feature.feature()).isEmpty()) {
        throw ThermoclineException.notFound(
            "The view '%s' has no feature '%s'. It has: %s."
                .formatted(
                    feature.view(),
                    feature.feature(),
                    view.fields().stream()
                        .limit(MOST_NAMED)
                        .map(Field::name)
                        .collect(Collectors.joining(", "))));
      }
      String name = full ? feature.view() + "__" + feature.feature() : feature.feature();
      columns.add(new Column(feature.view(), feature.feature(), name));
    }
    return columns;
  }

  private static void refuseTwins(List<Column> columns, List<Computed> expressions) {
    Map<String, String> seen = new HashMap<>();
    List<String> names = new ArrayList<>(columns.stream().map(Column::name).toList());
    expressions.forEach(e -> names.add(e.name()));
    for (String name : names) {
      String twin = seen.put(name.toLowerCase(Locale.ROOT), name);
      if (twin != null) {
        throw ThermoclineException.invalid(
            "Two columns of the result would be called '%s'. Ask with fullFeatureNames, which puts the view's name before each."
                .formatted(name));
      }
    }
  }

  private Map<String, Long> pin(Project project, List<Column> columns, Map<String, Long> asked) {
    Map<String, Long> pinned = new HashMap<>();
    Set<String> views = new HashSet<>();
    columns.forEach(c -> views.add(c.view()));
    for (String view : asked.keySet()) {
      if (!views.contains(view)) {
        throw new ThermoclineException(
            ErrorKind.INVALID_ARGUMENT,
            "snapshots names the view '%s', of which no feature is asked for.".formatted(view));
      }
    }
    for (String view : views) {
      ViewHistory history = offline.history(project, view);
      Long number = asked.get(view);
      if (number != null && number != 0) {
        history.get(number);
      }
      pinned.put(view, number == null ? Long.valueOf(history.latest()) : number);
    }
    return pinned;
  }
}
