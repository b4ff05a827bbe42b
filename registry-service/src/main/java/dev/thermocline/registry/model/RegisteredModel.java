package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A name under which versions are registered.
 *
 * @param folder what stands before {@code v<n>/} in the bucket of frozen files; made once, so that
 *     a rename, or a model deleted and made again under the same name, never meets these files
 * @param revision rises by one with every change of the model, its versions and its aliases
 * @param aliases alias to version number
 */
public record RegisteredModel(
    UUID id,
    Project project,
    String name,
    String folder,
    @Nullable String description,
    Map<String, String> tags,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    int lastVersion,
    long revision,
    Map<String, Integer> aliases) {
  private static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

  /** The same model, with the alias at that version. */
  public RegisteredModel withAlias(String alias, int number) {
    Map<String, Integer> moved = new HashMap<>(aliases);
    moved.put(alias, number);
    return withAliases(moved);
  }

  public RegisteredModel withAliases(Map<String, Integer> aliases) {
    return new RegisteredModel(
        id,
        project,
        name,
        folder,
        description,
        tags,
        createdAt,
        createdBy,
        updatedAt,
        lastVersion,
        revision,
        Map.copyOf(aliases));
  }

  /** Prompts are kept as models by MLflow's client; they have no files. */
  public boolean isPrompt() {
    return isPrompt(tags);
  }

  public static boolean isPrompt(Map<String, String> tags) {
    return "true".equalsIgnoreCase(tags.get(PROMPT_TAG));
  }
}
