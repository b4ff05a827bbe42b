@NullMarked
package dev.thermocline.testkit;

import org.jspecify.annotations.NullMarked;
