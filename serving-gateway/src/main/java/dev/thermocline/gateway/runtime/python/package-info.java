/** Models in Python processes of their own, started and watched by this gateway. */
@NullMarked
package dev.thermocline.gateway.runtime.python;

import org.jspecify.annotations.NullMarked;
