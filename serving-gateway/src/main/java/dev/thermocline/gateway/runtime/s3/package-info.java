/** Model files from object storage, by their manifest. */
@NullMarked
package dev.thermocline.gateway.runtime.s3;

import org.jspecify.annotations.NullMarked;
