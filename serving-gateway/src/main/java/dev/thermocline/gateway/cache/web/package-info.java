/** What the cache holds and does, for people. */
@NullMarked
package dev.thermocline.gateway.cache.web;

import org.jspecify.annotations.NullMarked;
