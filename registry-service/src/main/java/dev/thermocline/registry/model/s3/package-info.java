/** Frozen files in object storage. */
@NullMarked
package dev.thermocline.registry.model.s3;

import org.jspecify.annotations.NullMarked;
