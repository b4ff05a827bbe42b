@NullMarked
package dev.thermocline.features.definition.http;

import org.jspecify.annotations.NullMarked;
