/** Its routes. */
@NullMarked
package dev.thermocline.gateway.openinference.web;

import org.jspecify.annotations.NullMarked;
