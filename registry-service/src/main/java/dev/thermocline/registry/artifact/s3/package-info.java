@NullMarked
package dev.thermocline.registry.artifact.s3;

import org.jspecify.annotations.NullMarked;
