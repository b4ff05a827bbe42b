@NullMarked
package dev.thermocline.record.job.scheduler;

import org.jspecify.annotations.NullMarked;
