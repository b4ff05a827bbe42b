@NullMarked
package dev.thermocline.features.join.spring;

import org.jspecify.annotations.NullMarked;
