@NullMarked
package dev.thermocline.testkit.broken.adapters.order.jpa;

import org.jspecify.annotations.NullMarked;
