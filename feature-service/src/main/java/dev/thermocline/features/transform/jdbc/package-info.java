@NullMarked
package dev.thermocline.features.transform.jdbc;

import org.jspecify.annotations.NullMarked;
