@NullMarked
package dev.thermocline.record.page.jdbc;

import org.jspecify.annotations.NullMarked;
