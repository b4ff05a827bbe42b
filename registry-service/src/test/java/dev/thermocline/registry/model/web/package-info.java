@NullMarked
package dev.thermocline.registry.model.web;

import org.jspecify.annotations.NullMarked;
