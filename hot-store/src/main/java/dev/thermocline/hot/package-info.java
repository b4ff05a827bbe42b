@NullMarked
package dev.thermocline.hot;

import org.jspecify.annotations.NullMarked;
