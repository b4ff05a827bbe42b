@NullMarked
package dev.thermocline.registry.artifact;

import org.jspecify.annotations.NullMarked;
