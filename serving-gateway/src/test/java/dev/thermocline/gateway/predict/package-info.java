@NullMarked
package dev.thermocline.gateway.predict;

import org.jspecify.annotations.NullMarked;
