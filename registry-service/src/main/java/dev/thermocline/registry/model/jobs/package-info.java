/** What is done about frozen files on a schedule. */
@NullMarked
package dev.thermocline.registry.model.jobs;

import org.jspecify.annotations.NullMarked;
