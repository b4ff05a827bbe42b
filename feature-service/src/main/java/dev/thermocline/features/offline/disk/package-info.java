@NullMarked
package dev.thermocline.features.offline.disk;

import org.jspecify.annotations.NullMarked;
