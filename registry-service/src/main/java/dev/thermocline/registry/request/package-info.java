/** What the native routes read in the same way: limits, page tokens, tags and lists. */
@NullMarked
package dev.thermocline.registry.request;

import org.jspecify.annotations.NullMarked;
