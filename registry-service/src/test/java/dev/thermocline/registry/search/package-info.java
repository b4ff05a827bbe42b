@NullMarked
package dev.thermocline.registry.search;

import org.jspecify.annotations.NullMarked;
