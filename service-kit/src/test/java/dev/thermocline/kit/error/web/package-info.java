@NullMarked
package dev.thermocline.kit.error.web;

import org.jspecify.annotations.NullMarked;
