@NullMarked
package dev.thermocline.features.offline.spring;

import org.jspecify.annotations.NullMarked;
