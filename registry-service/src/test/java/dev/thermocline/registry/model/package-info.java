@NullMarked
package dev.thermocline.registry.model;

import org.jspecify.annotations.NullMarked;
