@NullMarked
package dev.thermocline.features.role.spring;

import org.jspecify.annotations.NullMarked;
