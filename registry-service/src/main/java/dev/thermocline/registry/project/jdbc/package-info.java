@NullMarked
package dev.thermocline.registry.project.jdbc;

import org.jspecify.annotations.NullMarked;
