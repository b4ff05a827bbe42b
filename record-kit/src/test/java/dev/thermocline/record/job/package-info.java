@NullMarked
package dev.thermocline.record.job;

import org.jspecify.annotations.NullMarked;
