/** A copy of the definitions, for processes that read online and have no database. */
@NullMarked
package dev.thermocline.features.replica;

import org.jspecify.annotations.NullMarked;
