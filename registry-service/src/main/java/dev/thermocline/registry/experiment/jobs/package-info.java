/** The long work of tracking, as jobs that outlive the process. */
@NullMarked
package dev.thermocline.registry.experiment.jobs;

import org.jspecify.annotations.NullMarked;
