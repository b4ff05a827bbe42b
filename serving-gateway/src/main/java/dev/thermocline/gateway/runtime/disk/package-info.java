/** MLmodel files. */
@NullMarked
package dev.thermocline.gateway.runtime.disk;

import org.jspecify.annotations.NullMarked;
