@NullMarked
package dev.thermocline.kit.access;

import org.jspecify.annotations.NullMarked;
