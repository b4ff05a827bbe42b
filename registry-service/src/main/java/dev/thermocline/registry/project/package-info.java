@NullMarked
package dev.thermocline.registry.project;

import org.jspecify.annotations.NullMarked;
