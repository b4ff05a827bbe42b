/** Searches of a large experiment; run by {@code checks/million-runs}. */
@NullMarked
package dev.thermocline.registry.scale;

import org.jspecify.annotations.NullMarked;
