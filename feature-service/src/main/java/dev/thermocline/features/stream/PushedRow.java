package dev.thermocline.features.stream;

import dev.thermocline.features.hot.ServedView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of one view as it was pushed, every value of its column's type.
 *
 * @param keys in the order in which the entity declares its join keys
 * @param event microseconds since 1970, as is {@code created}
 * @param values in the order of the view's newest schema
 */
public record PushedRow(
    ServedView view,
    List<Object> keys,
    long event,
    @Nullable Long created,
    List<@Nullable Object> values) {}
