/** Registered models, their frozen versions, aliases and stages with their history. */
@NullMarked
package dev.thermocline.registry.model;

import org.jspecify.annotations.NullMarked;
