/** Entities of what is read and changed one by one. */
@NullMarked
package dev.thermocline.registry.experiment.jpa;

import org.jspecify.annotations.NullMarked;
