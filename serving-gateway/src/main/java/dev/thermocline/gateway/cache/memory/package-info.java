/** Answers in this process, for tests and for gateways without Redis. */
@NullMarked
package dev.thermocline.gateway.cache.memory;

import org.jspecify.annotations.NullMarked;
