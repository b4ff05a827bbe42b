@NullMarked
package dev.thermocline.features.json;

import org.jspecify.annotations.NullMarked;
