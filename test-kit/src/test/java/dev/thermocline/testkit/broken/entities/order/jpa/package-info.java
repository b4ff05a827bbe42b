@NullMarked
package dev.thermocline.testkit.broken.entities.order.jpa;

import org.jspecify.annotations.NullMarked;
