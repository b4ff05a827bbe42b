@NullMarked
package dev.thermocline.testkit.broken.entities.order;

import org.jspecify.annotations.NullMarked;
