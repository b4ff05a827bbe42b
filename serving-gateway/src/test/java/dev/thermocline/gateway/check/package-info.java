/** Long checks, run by {@code ./thermocline verify}; the normal run leaves them out. */
@NullMarked
package dev.thermocline.gateway.check;

import org.jspecify.annotations.NullMarked;
