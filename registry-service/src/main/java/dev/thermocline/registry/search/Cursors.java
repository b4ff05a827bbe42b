package dev.thermocline.registry.search;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes tokens of cursors and back: signed, and each good for its project and search alone. */
@Component
public class Cursors {
  private final PageTokens tokens;

  public Cursors(PageTokens tokens) {
    this.tokens = tokens;
  }

  /** What goes to the caller. {@code search} is any text that stands for the whole search. */
  public String token(Project project, String search, Cursor cursor) {
    return tokens.issue(project, search, cursor.position());
  }

  /** Reads a token of the same search back; an absent or empty one is no cursor. */
  public @Nullable Cursor of(
      Project project, String search, @Nullable String token, List<SortKey> keys) {
    Cursor cursor = read(project, search, token);
    if (cursor != null) {
      cursor.requireTypes(keys);
    }
    return cursor;
  }

  /**
   * Reads a token whose keys depend on its segment; check them with {@link Cursor#requireTypes}.
   */
  public @Nullable Cursor read(Project project, String search, @Nullable String token) {
    return token == null || token.isEmpty() ? null : Cursor.at(tokens.open(project, search, token));
  }
}
