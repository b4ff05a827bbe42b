@NullMarked
package dev.thermocline.expressions;

import org.jspecify.annotations.NullMarked;
