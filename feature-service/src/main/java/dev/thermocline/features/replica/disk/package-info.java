@NullMarked
package dev.thermocline.features.replica.disk;

import org.jspecify.annotations.NullMarked;
