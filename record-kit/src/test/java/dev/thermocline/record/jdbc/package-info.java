@NullMarked
package dev.thermocline.record.jdbc;

import org.jspecify.annotations.NullMarked;
