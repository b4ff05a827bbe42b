@NullMarked
package dev.thermocline.registry.token.jdbc;

import org.jspecify.annotations.NullMarked;
