@NullMarked
package dev.thermocline.registry.dataset.web;

import org.jspecify.annotations.NullMarked;
