@NullMarked
package dev.thermocline.kit.health.web;

import org.jspecify.annotations.NullMarked;
