/** Its routes. */
@NullMarked
package dev.thermocline.gateway.kserve.web;

import org.jspecify.annotations.NullMarked;
