/** Asks the feature service for a schema. */
@NullMarked
package dev.thermocline.registry.deployment.http;

import org.jspecify.annotations.NullMarked;
