@NullMarked
package dev.thermocline.features.stream.kafka;

import org.jspecify.annotations.NullMarked;
