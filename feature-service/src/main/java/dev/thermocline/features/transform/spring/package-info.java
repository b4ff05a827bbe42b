@NullMarked
package dev.thermocline.features.transform.spring;

import org.jspecify.annotations.NullMarked;
