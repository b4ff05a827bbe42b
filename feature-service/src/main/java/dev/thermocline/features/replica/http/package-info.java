@NullMarked
package dev.thermocline.features.replica.http;

import org.jspecify.annotations.NullMarked;
