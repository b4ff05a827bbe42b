@NullMarked
package dev.thermocline.registry.artifact.jdbc;

import org.jspecify.annotations.NullMarked;
