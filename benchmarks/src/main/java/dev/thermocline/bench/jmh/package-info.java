/** JMH for code that every request runs through: {@code benchmarks/jmh [NAME]}. */
@NullMarked
package dev.thermocline.bench.jmh;

import org.jspecify.annotations.NullMarked;
