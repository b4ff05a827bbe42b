/** The way of one prediction, from its route to its log line. */
@NullMarked
package dev.thermocline.gateway.predict;

import org.jspecify.annotations.NullMarked;
