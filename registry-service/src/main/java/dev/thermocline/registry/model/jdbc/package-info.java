/** Models as rows in Postgres. */
@NullMarked
package dev.thermocline.registry.model.jdbc;

import org.jspecify.annotations.NullMarked;
