@NullMarked
package dev.thermocline.registry.token;

import org.jspecify.annotations.NullMarked;
