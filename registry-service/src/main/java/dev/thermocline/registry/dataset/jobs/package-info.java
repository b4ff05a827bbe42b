/** Work on datasets that outlives a request. */
@NullMarked
package dev.thermocline.registry.dataset.jobs;

import org.jspecify.annotations.NullMarked;
