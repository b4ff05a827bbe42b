/** Suites over the serving gateway: predictions without and with its cache. */
@NullMarked
package dev.thermocline.bench.serving;

import org.jspecify.annotations.NullMarked;
