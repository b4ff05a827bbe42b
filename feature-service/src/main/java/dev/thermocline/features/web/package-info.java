/** Reading JSON bodies strictly, for every adapter that takes one. */
@NullMarked
package dev.thermocline.features.web;

import org.jspecify.annotations.NullMarked;
