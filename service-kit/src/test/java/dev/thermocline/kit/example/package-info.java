@NullMarked
package dev.thermocline.kit.example;

import org.jspecify.annotations.NullMarked;
