/** Answers kept for minutes and given only while they are exact. */
@NullMarked
package dev.thermocline.gateway.cache;

import org.jspecify.annotations.NullMarked;
