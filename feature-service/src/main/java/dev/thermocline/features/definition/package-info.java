/** What a feature is: entities, views, push sources and feature services, with their history. */
@NullMarked
package dev.thermocline.features.definition;

import org.jspecify.annotations.NullMarked;
