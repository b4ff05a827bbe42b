/** Long checks with a feature-service and servers that are killed; run by {@code verify}. */
@NullMarked
package dev.thermocline.features.kills;

import org.jspecify.annotations.NullMarked;
