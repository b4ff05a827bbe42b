@NullMarked
package dev.thermocline.features.inference.kafka;

import org.jspecify.annotations.NullMarked;
