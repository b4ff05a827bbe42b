/** Files of datasets as objects. */
@NullMarked
package dev.thermocline.registry.dataset.s3;

import org.jspecify.annotations.NullMarked;
