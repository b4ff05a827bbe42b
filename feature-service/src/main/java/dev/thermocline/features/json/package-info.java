/** What the adapters of this service share to read and write JSON: bodies, values, pushed rows. */
@NullMarked
package dev.thermocline.features.json;

import org.jspecify.annotations.NullMarked;
