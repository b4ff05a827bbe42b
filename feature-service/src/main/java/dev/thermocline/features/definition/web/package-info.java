@NullMarked
package dev.thermocline.features.definition.web;

import org.jspecify.annotations.NullMarked;
