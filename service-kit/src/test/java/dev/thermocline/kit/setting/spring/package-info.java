@NullMarked
package dev.thermocline.kit.setting.spring;

import org.jspecify.annotations.NullMarked;
