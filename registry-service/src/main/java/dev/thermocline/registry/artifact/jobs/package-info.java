@NullMarked
package dev.thermocline.registry.artifact.jobs;

import org.jspecify.annotations.NullMarked;
