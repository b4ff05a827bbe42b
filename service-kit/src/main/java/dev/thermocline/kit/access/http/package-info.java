@NullMarked
package dev.thermocline.kit.access.http;

import org.jspecify.annotations.NullMarked;
