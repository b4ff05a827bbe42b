package dev.thermocline.registry.dataset;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.dataset.ContentReader.Known;
import dev.thermocline.registry.dataset.DatasetVersions.Registered;
import dev.thermocline.registry.dataset.DatasetVersions.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes versions of files that lie in the bucket: found below a prefix, or made by a join. Files
 * stay where they are; what was read of them is remembered, so that a change is noticed.
 */
@Service
public class Registration {
  private final Datasets datasets;
  private final DatasetStore store;
  private final DatasetVersions versions;
  private final DataFiles files;
  private final ContentReader reader;
  private final DatasetLimits limits;
  private final TransactionOperations transaction;

  Registration(
      Datasets datasets,
      DatasetStore store,
      DatasetVersions versions,
      DataFiles files,
      ContentReader reader,
      DatasetLimits limits,
      TransactionOperations transaction) {
    this.datasets = datasets;
    this.store = store;
    this.versions = versions;
    this.files = files;
    this.reader = reader;
    this.limits = limits;
    this.transaction = transaction;
  }

  /** Hears how far it is; throwing ends the registration. */
  public interface Progress {
    void total(long bytes);

    void read(long bytes);
  }

  /** A file that a join wrote. */
  public record JoinedFile(String path, long size, String sha256) {}

  /**
   * What a join made.
   *
   * @param requestedBy who asked for the join; believed of the platform's services only
   */
  public record Joined(
      @Nullable String joinId,
      @Nullable String prefix,
      List<JoinedFile> files,
      List<UsedSnapshot> snapshots,
      @Nullable String requestedBy) {}

  /**
   * Refuses at once what registering the prefix could only refuse later: no files, or far too many.
   * Returns the prefix as a key.
   */
  public String check(Project project, String dataset, @Nullable String prefix, Stated stated) {
    String key = files.key(project, DatasetNames.word("prefix", prefix));
    sameZone(datasets.get(project, dataset), project, key);
    Objects.requireNonNull(stated.checked());
    found(key);
    return key;
  }

  /** Reads everything below a prefix that was checked. Run twice it ends in the same version. */
  public Registered prefix(
      Project project, String by, String dataset, String key, Stated stated, Progress progress) {
    Dataset known = datasets.get(project, dataset);
    sameZone(known, project, key);
    List<FoundFile> listed = found(key);
    progress.total(listed.stream().mapToLong(FoundFile::size).sum());
    Contents contents =
        reader.read(listed.stream().map(file -> new Known(file, null)).toList(), progress::read);
    var source = new Source(Origin.PREFIX, key, null, List.of());
    Contents agreed = Agreement.of(contents, stated);
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          Dataset held = store.lock(project, known.name()).orElseThrow();
          return versions.add(held, by, source, agreed, stated);
        }));
  }

  /** The dataset is made if there is none; the digests of a service are believed. */
  public Registered join(
      Project project, Caller caller, String dataset, Joined joined, Stated stated) {
    boolean service = caller.role() == Role.SERVICE;
    String by =
        service && joined.requestedBy() != null
            ? DatasetNames.word("requestedBy", joined.requestedBy())
            : caller.name();
    String name = DatasetNames.dataset(dataset);
    String joinId = DatasetNames.word("joinId", joined.joinId());
    String key = files.key(project, DatasetNames.word("prefix", joined.prefix()));
    Zone zone = Zone.ofPath(key.substring(project.pathPrefix().length()));
    List<UsedSnapshot> snapshots = DatasetNames.snapshots(joined.snapshots());
    Stated checked = stated.checked();
    Contents contents =
        reader.read(written(key, joined.files(), service), ContentReader.Progress.NONE);
    for (JoinedFile file : joined.files()) {
      refuseOther(file, contents);
    }
    Contents agreed = Agreement.of(contents, checked);
    var source = new Source(Origin.JOIN, key, joinId, snapshots);
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          sameZone(datasets.ensure(project, by, name, zone), project, key);
          Dataset held = store.lock(project, name).orElseThrow();
          return versions.add(held, by, source, agreed, checked);
        }));
  }

  private List<Known> written(String prefix, List<JoinedFile> said, boolean believed) {
    if (said.isEmpty()) {
      throw ThermoclineException.invalid("'files' is empty: a join writes at least one.");
    }
    if (said.size() > limits.files()) {
      throw tooMany(prefix);
    }
    List<Known> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JoinedFile file : said) {
      String path = DatasetNames.word("files.path", file.path());
      DatasetNames.sha256("'" + DatasetNames.printable(path) + "'", file.sha256());
      if (!seen.add(path)) {
        throw ThermoclineException.invalid(
            "'files' names '" + DatasetNames.printable(path) + "' twice.");
      }
      FoundFile there =
          files
              .find(prefix, path)
              .orElseThrow(() ->
                  ThermoclineException.invalid(
                      "There is no file at " + files.uri(prefix + path) + "."));
      if (there.size() != file.size()) {
        throw ThermoclineException.invalid(
            "The file at "
                + files.uri(there.key())
                + " has "
                + there.size()
                + " bytes, not "
                + file.size()
                + ".");
      }
      found.add(new Known(there, believed ? file.sha256() : null));
    }
    return found;
  }

  private static void refuseOther(JoinedFile said, Contents read) {
    for (DataFile file : read.files()) {
      if (file.path().equals(said.path()) && !file.sha256().equals(said.sha256())) {
        throw ThermoclineException.invalid(
            "The file '"
                + DatasetNames.printable(said.path())
                + "' has the SHA-256 "
                + file.sha256()
                + ", not the one that was named.");
      }
    }
  }

  private List<FoundFile> found(String key) {
    List<FoundFile> listed = files.list(key, limits.files() + 1);
    if (listed.isEmpty()) {
      throw ThermoclineException.invalid(
          "There are no files below " + files.uri(key) + ". Check the prefix, or upload them.");
    }
    if (listed.size() > limits.files()) {
      throw tooMany(key);
    }
    long bytes = listed.stream().mapToLong(FoundFile::size).sum();
    if (bytes > limits.bytes()) {
      throw ThermoclineException.invalid(
          "The files below "
              + files.uri(key)
              + " have "
              + bytes
              + " bytes; a version has at most "
              + limits.bytes()
              + ". Name a narrower prefix, or raise thermocline.datasets.most-bytes.");
    }
    return listed;
  }

  private ThermoclineException tooMany(String key) {
    return ThermoclineException.invalid(
        "There are more than "
            + limits.files()
            + " files below "
            + files.uri(key)
            + ", the most that a version has. Name a narrower prefix, pack them into fewer files,"
            + " or raise thermocline.datasets.most-files.");
  }

  private void sameZone(Dataset dataset, Project project, String key) {
    Zone zone = Zone.ofPath(key.substring(project.pathPrefix().length()));
    if (dataset.zone() != zone) {
      throw ThermoclineException.conflict(
          "The dataset '"
              + dataset.name()
              + "' is "
              + dataset.zone().word()
              + ", and "
              + files.uri(key)
              + " lies in the zone "
              + zone.word()
              + ". Register it under another name.");
    }
  }
}
