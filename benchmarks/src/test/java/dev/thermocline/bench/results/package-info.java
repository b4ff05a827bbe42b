@NullMarked
package dev.thermocline.bench.results;

import org.jspecify.annotations.NullMarked;
