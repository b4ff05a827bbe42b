@NullMarked
package dev.thermocline.gateway.world;

import org.jspecify.annotations.NullMarked;
