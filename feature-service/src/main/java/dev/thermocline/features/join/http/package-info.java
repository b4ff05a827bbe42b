@NullMarked
package dev.thermocline.features.join.http;

import org.jspecify.annotations.NullMarked;
