/** Rows that arrive one by one: acknowledged, online at once, in files exactly once. */
@NullMarked
package dev.thermocline.features.stream;

import org.jspecify.annotations.NullMarked;
