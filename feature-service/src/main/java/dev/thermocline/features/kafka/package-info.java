/** Reading topics into files exactly once: what streams and the inference log have in common. */
@NullMarked
package dev.thermocline.features.kafka;

import org.jspecify.annotations.NullMarked;
