@NullMarked
package dev.thermocline.registry.dataset;

import org.jspecify.annotations.NullMarked;
