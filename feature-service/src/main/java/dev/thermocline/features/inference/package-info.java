/** What was predicted and what turned out to be true, on their way from the log into files. */
@NullMarked
package dev.thermocline.features.inference;

import org.jspecify.annotations.NullMarked;
