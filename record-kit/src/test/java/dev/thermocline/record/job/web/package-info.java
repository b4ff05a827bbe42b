@NullMarked
package dev.thermocline.record.job.web;

import org.jspecify.annotations.NullMarked;
