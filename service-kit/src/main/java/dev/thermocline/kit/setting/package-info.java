@NullMarked
package dev.thermocline.kit.setting;

import org.jspecify.annotations.NullMarked;
