@NullMarked
package dev.thermocline.features.offline.jdbc;

import org.jspecify.annotations.NullMarked;
