/** The last good answers of the registry, kept for bad times. */
@NullMarked
package dev.thermocline.gateway.route.disk;

import org.jspecify.annotations.NullMarked;
