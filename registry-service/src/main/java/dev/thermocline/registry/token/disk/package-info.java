@NullMarked
package dev.thermocline.registry.token.disk;

import org.jspecify.annotations.NullMarked;
