/** The registry's events, as hints to ask at once. */
@NullMarked
package dev.thermocline.gateway.route.kafka;

import org.jspecify.annotations.NullMarked;
