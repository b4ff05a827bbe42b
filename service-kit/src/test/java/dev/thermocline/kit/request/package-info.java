@NullMarked
package dev.thermocline.kit.request;

import org.jspecify.annotations.NullMarked;
