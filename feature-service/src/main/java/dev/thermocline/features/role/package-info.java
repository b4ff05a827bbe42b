/** Which part of the service a process is. */
@NullMarked
package dev.thermocline.features.role;

import org.jspecify.annotations.NullMarked;
