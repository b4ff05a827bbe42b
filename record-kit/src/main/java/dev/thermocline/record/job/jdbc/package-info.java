@NullMarked
package dev.thermocline.record.job.jdbc;

import org.jspecify.annotations.NullMarked;
