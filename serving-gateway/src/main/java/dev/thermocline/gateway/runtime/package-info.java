/**
 * Models in this process or behind a URL: what they want, what they answer, how long they stay.
 * Adapters nest below, one for each kind of runtime.
 */
@NullMarked
package dev.thermocline.gateway.runtime;

import org.jspecify.annotations.NullMarked;
