/**
 * What features look like in Redis, byte for byte: keys, packed rows, the order of rows, and the
 * only reader and writer of them. The README of the module is the specification.
 */
@NullMarked
package dev.thermocline.hot;

import org.jspecify.annotations.NullMarked;
