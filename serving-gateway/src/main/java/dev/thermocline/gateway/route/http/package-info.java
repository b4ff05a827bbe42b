/** The registry, asked over HTTP. */
@NullMarked
package dev.thermocline.gateway.route.http;

import org.jspecify.annotations.NullMarked;
