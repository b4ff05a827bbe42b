@NullMarked
package dev.thermocline.gateway.route;

import org.jspecify.annotations.NullMarked;
