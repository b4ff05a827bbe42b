/** Its secret on disk. */
@NullMarked
package dev.thermocline.gateway.predict.disk;

import org.jspecify.annotations.NullMarked;
