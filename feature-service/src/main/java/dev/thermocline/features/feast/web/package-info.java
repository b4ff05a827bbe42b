/** Feast's feature server as its client knows it; translates and does nothing by itself. */
@NullMarked
package dev.thermocline.features.feast.web;

import org.jspecify.annotations.NullMarked;
