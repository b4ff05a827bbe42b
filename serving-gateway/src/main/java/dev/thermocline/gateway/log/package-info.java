/** What was predicted, told to the platform without holding anybody up. */
@NullMarked
package dev.thermocline.gateway.log;

import org.jspecify.annotations.NullMarked;
