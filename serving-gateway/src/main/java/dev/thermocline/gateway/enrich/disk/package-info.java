/** The last good definitions, kept for bad times. */
@NullMarked
package dev.thermocline.gateway.enrich.disk;

import org.jspecify.annotations.NullMarked;
