/** Reading features online: from Redis, with nothing else on the way. */
@NullMarked
package dev.thermocline.features.online;

import org.jspecify.annotations.NullMarked;
