/** Named endpoints over versions: revisions, what they resolve to, and who serves them. */
@NullMarked
package dev.thermocline.registry.deployment;

import org.jspecify.annotations.NullMarked;
