@NullMarked
package dev.thermocline.testkit.broken.fields;

import org.jspecify.annotations.NullMarked;
