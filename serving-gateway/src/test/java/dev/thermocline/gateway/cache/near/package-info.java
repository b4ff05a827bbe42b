@NullMarked
package dev.thermocline.gateway.cache.near;

import org.jspecify.annotations.NullMarked;
