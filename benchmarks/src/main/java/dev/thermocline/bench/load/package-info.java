@NullMarked
package dev.thermocline.bench.load;

import org.jspecify.annotations.NullMarked;
