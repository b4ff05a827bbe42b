package dev.thermocline.registry.dataset;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Versions by content: added once, found, compared, read. */
@Service
public class DatasetVersions {
  private static final int ALL_FILES = Integer.MAX_VALUE;

  private final DatasetStore store;
  private final DataFiles files;
  private final DatasetEvents events;
  private final Clock clock;

  DatasetVersions(DatasetStore store, DataFiles files, DatasetEvents events, Clock clock) {
    this.store = store;
    this.files = files;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What registering ended in.
   *
   * @param created false when the same content was a version already
   */
  public record Registered(DatasetVersion version, boolean created) {}

  /** Where files lie and where they came from. */
  record Source(
      Origin origin, String prefix, @Nullable String joinId, List<UsedSnapshot> snapshots) {}

  /**
   * Adds a version in the caller's transaction, unless its content is there already; then that
   * version is answered, so that a caller may repeat itself.
   */
  Registered add(Dataset held, String by, Source source, Contents contents, Stated stated) {
    String digest = contents.digest();
    DatasetVersion same =
        store.find(held.project(), held.name(), new VersionName.OfContent(digest)).orElse(null);
    if (same != null) {
      refuseOtherDescription(same, stated);
      return new Registered(same, false);
    }
    Instant now = Datasets.after(clock, held.updatedAt());
    Dataset counted = held.withNextVersion(now);
    List<Split> splits = stated.splits() == null ? List.of() : stated.splits();
    refuseForeignFiles(splits, contents.files());
    var version =
        new DatasetVersion(
            held.project(),
            held.id(),
            held.name(),
            counted.lastVersion(),
            digest,
            stated.rowsDigest(),
            files.uri(source.prefix()),
            source.origin(),
            source.joinId(),
            contents.files().size(),
            contents.bytes(),
            contents.rows(),
            contents.columns(),
            splits,
            stated.preprocessing(),
            source.snapshots(),
            now,
            by);
    store.update(counted);
    store.insert(version, contents.files());
    events.version("version.created", counted, version, by);
    return new Registered(version, true);
  }

  private static void refuseOtherDescription(DatasetVersion same, Stated stated) {
    boolean otherSplits = stated.splits() != null && !stated.splits().equals(same.splits());
    boolean otherWay =
        stated.preprocessing() != null && !stated.preprocessing().equals(same.preprocessing());
    if (otherSplits || otherWay) {
      throw ThermoclineException.conflict(
          "The same files are "
              + same.display()
              + " already, with other "
              + (otherSplits ? "splits" : "preprocessing")
              + ". Correct that version if it is described wrongly.");
    }
  }

  private static void refuseForeignFiles(List<Split> splits, List<DataFile> of) {
    Set<String> paths = new HashSet<>();
    of.forEach(file -> paths.add(file.path()));
    for (Split split : splits) {
      for (String path : split.files()) {
        if (!paths.contains(path)) {
          throw ThermoclineException.invalid(
              "The split '"
                  + DatasetNames.printable(split.name())
                  + "' names the file '"
                  + DatasetNames.printable(path)
                  + "', which the version does not have.");
        }
      }
    }
  }

  public DatasetVersion get(Project project, @Nullable String dataset, VersionName name) {
    String checked = DatasetNames.dataset(dataset);
    return store
        .find(project, checked, name)
        .orElseThrow(() -> {
          if (store.find(project, checked).isEmpty()) {
            return Datasets.notFound(checked);
          }
          return ThermoclineException.notFound(
              "The dataset '" + checked + "' has no version " + name.text() + ".");
        });
  }

  /** Newest first, below that number. */
  public List<DatasetVersion> list(Project project, String dataset, int below, int most) {
    String checked = DatasetNames.dataset(dataset);
    Dataset found = store.find(project, checked).orElseThrow(() -> Datasets.notFound(checked));
    return store.versions(found, below, most);
  }

  /** Corrects how a version is described; what is absent stays as it is. */
  @Transactional
  public DatasetVersion correct(
      Project project,
      Caller caller,
      String dataset,
      VersionName name,
      @Nullable List<Split> splits,
      @Nullable String preprocessing) {
    Stated stated = new Stated(null, null, null, splits, preprocessing).checked();
    String checked = DatasetNames.dataset(dataset);
    Dataset held = store.lock(project, checked).orElseThrow(() -> Datasets.notFound(checked));
    DatasetVersion version = get(project, checked, name);
    if (stated.splits() != null) {
      refuseForeignFiles(stated.splits(), store.files(version, "", ALL_FILES));
    }
    DatasetVersion corrected =
        version.corrected(
            Objects.requireNonNullElse(stated.splits(), version.splits()),
            preprocessing == null ? version.preprocessing() : preprocessing);
    if (corrected.equals(version)) {
      return version;
    }
    Dataset touched = held.touched(Datasets.after(clock, held.updatedAt()));
    store.update(touched);
    store.correct(corrected);
    events.version("version.changed", touched, corrected, caller.name());
    return corrected;
  }

  /** In the order of paths. */
  public List<DataFile> files(DatasetVersion version, String after, int most) {
    return store.files(version, after, most);
  }

  public DataFile file(DatasetVersion version, String path) {
    return store
        .file(version, path)
        .orElseThrow(() ->
            ThermoclineException.notFound(
                version.display() + " has no file '" + DatasetNames.printable(path) + "'."));
  }

  /** The bytes of a file, verified while they are read; the caller closes them. */
  public InputStream open(DataFile file) {
    return files.openVerified(file);
  }

  /** The bytes from there on, for who has the beginning; whoever reads them checks the whole. */
  public InputStream open(DataFile file, long from) {
    return files.open(file.key(), file.etag(), from);
  }

  public Comparison compare(DatasetVersion from, DatasetVersion to) {
    return Comparison.of(
        from, store.files(from, "", ALL_FILES), to, store.files(to, "", ALL_FILES));
  }
}
