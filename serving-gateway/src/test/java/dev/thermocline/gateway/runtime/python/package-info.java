@NullMarked
package dev.thermocline.gateway.runtime.python;

import org.jspecify.annotations.NullMarked;
