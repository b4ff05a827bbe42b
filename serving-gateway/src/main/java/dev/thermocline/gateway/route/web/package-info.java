/** What is served here, for people. */
@NullMarked
package dev.thermocline.gateway.route.web;

import org.jspecify.annotations.NullMarked;
