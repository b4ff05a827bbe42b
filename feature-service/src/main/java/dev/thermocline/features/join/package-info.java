/** Training data: for each entity and moment, the features as they were known then. */
@NullMarked
package dev.thermocline.features.join;

import org.jspecify.annotations.NullMarked;
