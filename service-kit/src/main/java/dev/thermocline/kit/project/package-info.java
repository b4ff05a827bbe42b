@NullMarked
package dev.thermocline.kit.project;

import org.jspecify.annotations.NullMarked;
