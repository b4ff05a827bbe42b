@NullMarked
package dev.thermocline.gateway.setting;

import org.jspecify.annotations.NullMarked;
