@NullMarked
package dev.thermocline.bench;

import org.jspecify.annotations.NullMarked;
