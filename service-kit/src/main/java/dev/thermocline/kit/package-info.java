/** What every service does the same way, as auto-configuration. */
@NullMarked
package dev.thermocline.kit;

import org.jspecify.annotations.NullMarked;
