@NullMarked
package dev.thermocline.testkit.broken.adapters.order.web;

import org.jspecify.annotations.NullMarked;
