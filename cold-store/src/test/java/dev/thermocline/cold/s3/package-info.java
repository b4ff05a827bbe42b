@NullMarked
package dev.thermocline.cold.s3;

import org.jspecify.annotations.NullMarked;
