/** Datasets as rows. */
@NullMarked
package dev.thermocline.registry.dataset.jdbc;

import org.jspecify.annotations.NullMarked;
