@NullMarked
package dev.thermocline.kit.access.disk;

import org.jspecify.annotations.NullMarked;
