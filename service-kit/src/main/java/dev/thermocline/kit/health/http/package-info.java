/** Whether the other services answer. */
@NullMarked
package dev.thermocline.kit.health.http;

import org.jspecify.annotations.NullMarked;
