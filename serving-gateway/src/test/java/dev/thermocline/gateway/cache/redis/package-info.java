@NullMarked
package dev.thermocline.gateway.cache.redis;

import org.jspecify.annotations.NullMarked;
