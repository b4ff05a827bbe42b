package dev.thermocline.registry.model;

import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Field;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Operand;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Order;
import dev.thermocline.registry.search.Searchable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search over models or versions: all conditions hold, in the order asked for, one page.
 *
 * @param after where the previous page ended, as {@link Page#next} gave it
 */
public record Search(
    List<Condition> conditions,
    List<Order> order,
    int limit,
    @Nullable List<@Nullable String> after) {
  /** What registered models are searched and ordered by. */
  public static final Searchable MODELS =
      Searchable.builder()
          .prefixes(FieldKind.ATTRIBUTE, "attribute", "attributes")
          .prefixes(FieldKind.TAG, "tag", "tags")
          .attribute(Searchable.Type.TEXT, "name")
          .orderedOnly(
              Searchable.Type.INTEGER, "last_updated_timestamp", "timestamp", "last_updated_time")
          .orderedOnly(Searchable.Type.INTEGER, "creation_timestamp")
          .build();

  /** What versions are searched and ordered by. */
  public static final Searchable VERSIONS =
      Searchable.builder()
          .prefixes(FieldKind.ATTRIBUTE, "attribute", "attributes")
          .prefixes(FieldKind.TAG, "tag", "tags")
          .attribute(Searchable.Type.LISTED_TEXT, "name")
          .attribute(Searchable.Type.INTEGER, "version_number")
          .searchedOnly(Searchable.Type.LISTED_TEXT, "run_id")
          .searchedOnly(Searchable.Type.TEXT, "source_path")
          .orderedOnly(Searchable.Type.INTEGER, "creation_timestamp")
          .orderedOnly(Searchable.Type.INTEGER, "last_updated_timestamp")
          .build();

  private static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

  /** Asks for prompts instead of models. */
  static final Condition PROMPTS =
      new Condition(new Field(FieldKind.TAG, PROMPT_TAG), Operator.EQUAL, new Operand.Text("true"));

  /**
   * Prompts and models are kept alike but never found together: models, unless the filter asks for
   * prompts.
   */
  public boolean forPrompts() {
    for (Condition condition : conditions) {
      if (isPromptTag(condition) && condition.operand() instanceof Operand.Text text) {
        return (condition.operator() == Operator.EQUAL && text.value().equalsIgnoreCase("true"))
            || (condition.operator() == Operator.NOT_EQUAL
                && text.value().equalsIgnoreCase("false"));
      }
    }
    return false;
  }

  /** The conditions but the one that {@link #forPrompts} answers. */
  public List<Condition> conditionsBesidePrompt() {
    return conditions.stream().filter(condition -> !isPromptTag(condition)).toList();
  }

  private static boolean isPromptTag(Condition condition) {
    return condition.field().kind() == FieldKind.TAG && condition.field().key().equals(PROMPT_TAG);
  }

  /**
   * One page.
   *
   * @param next hand it back as {@link Search#after}; absent on the last page
   */
  public record Page<T>(List<T> items, @Nullable List<String> next) {}
}
