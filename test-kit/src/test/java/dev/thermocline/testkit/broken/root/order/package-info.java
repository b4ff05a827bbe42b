@NullMarked
package dev.thermocline.testkit.broken.root.order;

import org.jspecify.annotations.NullMarked;
