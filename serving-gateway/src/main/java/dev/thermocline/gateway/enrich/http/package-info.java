/** Definitions, asked of the feature service over HTTP. */
@NullMarked
package dev.thermocline.gateway.enrich.http;

import org.jspecify.annotations.NullMarked;
