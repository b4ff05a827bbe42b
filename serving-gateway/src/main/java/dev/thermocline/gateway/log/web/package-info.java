/** Feedback on predictions. */
@NullMarked
package dev.thermocline.gateway.log.web;

import org.jspecify.annotations.NullMarked;
