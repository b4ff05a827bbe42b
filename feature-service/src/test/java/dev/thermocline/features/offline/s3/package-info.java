@NullMarked
package dev.thermocline.features.offline.s3;

import org.jspecify.annotations.NullMarked;
