@NullMarked
package dev.thermocline.bench.suite;

import org.jspecify.annotations.NullMarked;
