/** Lineage as one recursive statement. */
@NullMarked
package dev.thermocline.registry.lineage.jdbc;

import org.jspecify.annotations.NullMarked;
