package dev.thermocline.features.hot;

import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.CatalogSource;
import dev.thermocline.features.definition.DefinitionsChanged;
import dev.thermocline.kit.project.Project;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The definitions at hand for hot paths: in memory, at most a second behind a change made by
 * another process and not at all behind one of this process. While the database does not answer,
 * the last ones stay in use.
 */
@Service
public final class ServedCatalogs {
  private final CatalogSource definitions;
  private final ConcurrentHashMap<Project, Served> served = new ConcurrentHashMap<>();
  private final Ticker ticker;

  public ServedCatalogs(CatalogSource definitions) {
    this.definitions = definitions;
    this.ticker = new Ticker("definitions", Duration.ofSeconds(1), this::refreshAll);
  }

  /** The definitions of a project with its views made ready. */
  public Served get(Project project) {
    Served known = served.get(project);
    return known == null ? refresh(project) : known;
  }

  /** Reads the definitions again, because what is at hand turned out to be old. */
  public Served refresh(Project project) {
    return put(project, definitions.catalog(project));
  }

  @TransactionalEventListener(fallbackExecution = true)
  void follow(DefinitionsChanged change) {
    put(change.project(), change.catalog());
  }

  private Served put(Project project, Catalog catalog) {
    return served.compute(
        project,
        (p, known) ->
            known != null && known.catalog().revision() >= catalog.revision()
                ? known
                : new Served(project, catalog));
  }

  private void refreshAll() {
    served.keySet().forEach(this::refresh);
  }

  @PreDestroy
  void stop() {
    ticker.close();
  }

  /** The definitions of a project at one revision. */
  public static final class Served {
    private final Project project;
    private final Catalog catalog;
    private final ConcurrentHashMap<String, ServedView> views = new ConcurrentHashMap<>();

    Served(Project project, Catalog catalog) {
      this.project = project;
      this.catalog = catalog;
    }

    public Project project() {
      return project;
    }

    public Catalog catalog() {
      return catalog;
    }

    /** A view, or the usual refusal of a name that is not known. */
    public ServedView view(String name) {
      @Nullable ServedView known = views.get(name);
      return known != null
          ? known
          : views.computeIfAbsent(name, n -> ServedView.of(project, catalog, catalog.getView(n)));
    }
  }
}
