/**
 * The filter and order language that every search of the registry speaks: {@code metrics.rmse < 0.5
 * AND tags.team = 'a'}. Each searchable thing declares its fields as a {@link
 * dev.thermocline.registry.search.Searchable}; its adapter turns the checked conditions into SQL
 * with {@link dev.thermocline.registry.search.Sql} and {@link
 * dev.thermocline.registry.search.Comparison}.
 */
@NullMarked
package dev.thermocline.registry.search;

import org.jspecify.annotations.NullMarked;
